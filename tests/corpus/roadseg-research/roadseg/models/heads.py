import torch
import torch.nn as nn

from .builder import register


def conv_bn_relu(cin, cout, k=3, dilation=1):
    pad = dilation if k == 3 else 0
    return nn.Sequential(nn.Conv2d(cin, cout, k, padding=pad, dilation=dilation, bias=False),
                         nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


@register("fcn")
class FCNHead(nn.Module):
    def __init__(self, cin, channels, num_classes):
        super().__init__()
        self.convs = nn.Sequential(conv_bn_relu(cin, channels), conv_bn_relu(channels, channels))
        self.cls = nn.Conv2d(channels, num_classes, 1)

    def forward(self, x):
        return self.cls(self.convs(x))


@register("aspp")
class ASPPHead(nn.Module):
    def __init__(self, cin, channels, num_classes, rates=(1, 3, 6)):
        super().__init__()
        self.branches = nn.ModuleList(
            [conv_bn_relu(cin, channels, 1 if r == 1 else 3, r) for r in rates])
        self.fuse = conv_bn_relu(channels * len(rates), channels)
        self.cls = nn.Conv2d(channels, num_classes, 1)

    def forward(self, x):
        return self.cls(self.fuse(torch.cat([b(x) for b in self.branches], 1)))
