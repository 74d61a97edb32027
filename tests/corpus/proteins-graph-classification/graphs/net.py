import torch
from torch import nn
from torch_geometric.nn import BatchNorm, global_max_pool, global_mean_pool

from .convs import conv


class GraphNet(nn.Module):
    def __init__(self, kind, inputs, classes, width=48, depth=3):
        super().__init__()
        widths = [inputs] + [width] * depth
        self.convs = nn.ModuleList(conv(kind, a, b) for a, b in zip(widths, widths[1:]))
        self.norms = nn.ModuleList(BatchNorm(width) for _ in range(depth))
        self.head = nn.Sequential(nn.Linear(2 * width, width), nn.ReLU(), nn.Dropout(0.4), nn.Linear(width, classes))

    def forward(self, x, edges, batch):
        for layer, norm in zip(self.convs, self.norms):
            x = norm(layer(x, edges)).relu()
        return self.head(torch.cat([global_mean_pool(x, batch), global_max_pool(x, batch)], dim=1))
