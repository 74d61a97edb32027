import torch.nn as nn
import torchvision


def build_backbone(name, pretrained=True):
    net = getattr(torchvision.models, name)(weights="DEFAULT" if pretrained else None)
    channels = net.fc.in_features
    return nn.Sequential(*list(net.children())[:-2]), channels
