import torch
from torch.nn import BatchNorm1d, Linear, ReLU, Sequential
from torch_geometric.nn import GATConv, GCNConv, GINConv, global_add_pool, global_mean_pool


class Base(torch.nn.Module):
    pool = staticmethod(global_mean_pool)

    def __init__(self, n_in, hidden, layers):
        super().__init__()
        self.convs = torch.nn.ModuleList(
            [self.make_conv(n_in if i == 0 else hidden, hidden) for i in range(layers)])
        self.head = Sequential(Linear(hidden, hidden), ReLU(), Linear(hidden, 1))

    def forward(self, data):
        x = data.x.float()
        for conv in self.convs:
            x = conv(x, data.edge_index).relu()
        return self.head(self.pool(x, data.batch)).view(-1)


class GIN(Base):
    pool = staticmethod(global_add_pool)

    def make_conv(self, a, b):
        return GINConv(Sequential(Linear(a, b), BatchNorm1d(b), ReLU(), Linear(b, b)))


class GCN(Base):
    def make_conv(self, a, b):
        return GCNConv(a, b)


class GAT(Base):
    def make_conv(self, a, b):
        return GATConv(a, b // 4, heads=4)


MODELS = {"gin": GIN, "gcn": GCN, "gat": GAT}


def get_model(name, n_in, hidden, layers):
    return MODELS[name](n_in, hidden, layers)
