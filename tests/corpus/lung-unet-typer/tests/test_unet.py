import torch
from lungseg.unet import UNet


def test_same_size():
    assert UNet((4, 8))(torch.rand(1, 1, 32, 32)).shape == (1, 1, 32, 32)
