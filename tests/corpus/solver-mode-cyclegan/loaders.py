import glob
import random

import torch
from PIL import Image
from torchvision import transforms


class Unpaired(torch.utils.data.Dataset):
    def __init__(self, day, night, size):
        self.day, self.night = sorted(glob.glob(day + '/*.jpg')), sorted(glob.glob(night + '/*.jpg'))
        self.t = transforms.Compose([transforms.Resize(size + 16), transforms.RandomCrop(size),
                                     transforms.ToTensor(), transforms.Normalize([0.5] * 3, [0.5] * 3)])

    def __len__(self):
        return max(len(self.day), len(self.night))

    def __getitem__(self, i):
        return tuple(self.t(Image.open(p).convert('RGB')) for p in (self.day[i % len(self.day)], random.choice(self.night)))


def unpaired(day, night, size, batch_size):
    return torch.utils.data.DataLoader(Unpaired(day, night, size), batch_size, shuffle=True, drop_last=True)
