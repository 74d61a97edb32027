import torch
from torch import nn

from vit import ViT
from vit.engine import Engine


def small():
    return ViT(image_size=8, patch_size=4, num_classes=3, dim=16, depth=1, heads=2, mlp_dim=16)


def test_shape():
    assert small()(torch.rand(2, 3, 8, 8)).shape == (2, 3)


def test_one_epoch():
    model = small()
    data = [(torch.rand(2, 3, 8, 8), torch.tensor([0, 1]))]
    engine = Engine(model, nn.CrossEntropyLoss(), torch.optim.SGD(model.parameters(), lr=0.1))
    engine._one_epoch(data)
