import torch.nn as nn
import torch.nn.functional as F

from .backbone import build_backbone

HEADS = {}


def register(name):
    def wrap(cls):
        HEADS[name] = cls
        return cls
    return wrap


class Segmentor(nn.Module):
    def __init__(self, backbone, head):
        super().__init__()
        self.backbone = backbone
        self.head = head

    def forward(self, x):
        size = x.shape[-2:]
        return F.interpolate(self.head(self.backbone(x)), size, mode="bilinear", align_corners=False)


def build_model(cfg, num_classes=2):
    backbone, channels = build_backbone(cfg.MODEL.BACKBONE)
    head = HEADS[cfg.MODEL.NAME](channels, cfg.MODEL.CHANNELS, num_classes)
    return Segmentor(backbone, head)
