import torch
from torch import nn
from torchvision import models


def create(backbone, head, n_classes):
    model = getattr(models, backbone)(weights='DEFAULT')
    for weight in model.parameters():
        weight.requires_grad_(False)
    old = model.classifier
    width = old.in_features if isinstance(old, nn.Linear) else next(m for m in old if isinstance(m, nn.Linear)).in_features
    model.classifier = nn.Sequential(nn.Linear(width, head), nn.ReLU(), nn.Dropout(0.25), nn.Linear(head, n_classes))
    return model


def store(path, model, backbone, head, classes):
    torch.save(dict(backbone=backbone, head=head, classes=classes, weights=model.state_dict()), path)


def restore(path):
    saved = torch.load(path, map_location='cpu')
    model = create(saved['backbone'], saved['head'], len(saved['classes']))
    model.load_state_dict(saved['weights'])
    return model.eval(), saved['classes']
