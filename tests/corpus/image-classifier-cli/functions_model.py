import torch
from torch import nn
from torchvision import models


def build(arch, hidden_units, n_classes):
    model = getattr(models, arch)(pretrained=True)
    for param in model.parameters():
        param.requires_grad = False
    n_in = model.classifier.in_features if arch.startswith('densenet') else model.classifier[0].in_features
    model.classifier = nn.Sequential(
        nn.Linear(n_in, hidden_units),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(hidden_units, n_classes),
        nn.LogSoftmax(dim=1))
    return model


def validation(model, loader, criterion, device):
    model.eval()
    loss = accuracy = 0
    with torch.no_grad():
        for inputs, labels in loader:
            inputs, labels = inputs.to(device), labels.to(device)
            logps = model(inputs)
            loss += criterion(logps, labels).item()
            top_class = torch.exp(logps).topk(1, dim=1)[1]
            accuracy += (top_class == labels.view(*top_class.shape)).float().mean().item()
    return loss / len(loader), accuracy / len(loader)


def save(model, arch, hidden_units, class_to_idx, save_dir):
    torch.save({'arch': arch, 'hidden_units': hidden_units, 'class_to_idx': class_to_idx,
                'state_dict': model.state_dict()}, save_dir + '/checkpoint.pth')


def load_checkpoint(path):
    checkpoint = torch.load(path)
    model = build(checkpoint['arch'], checkpoint['hidden_units'], len(checkpoint['class_to_idx']))
    model.load_state_dict(checkpoint['state_dict'])
    model.class_to_idx = checkpoint['class_to_idx']
    return model
