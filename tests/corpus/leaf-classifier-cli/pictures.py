import os

from PIL import Image
from torch.utils.data import DataLoader
from torchvision import transforms as T
from torchvision.datasets import ImageFolder

_norm = [T.ToTensor(), T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]
AUGMENT = T.Compose([T.RandomRotation(180), T.RandomResizedCrop(224, scale=(0.5, 1.0)), *_norm])
PLAIN = T.Compose([T.Resize(256), T.CenterCrop(224), *_norm])


def loaders(folder):
    out = {}
    for part in ('train', 'valid', 'test'):
        data = ImageFolder(os.path.join(folder, part), AUGMENT if part == 'train' else PLAIN)
        out[part] = DataLoader(data, batch_size=48, shuffle=part == 'train')
    return out, data.classes


def single(path):
    return PLAIN(Image.open(path).convert('RGB')).unsqueeze(0)
