import glob
import os
import random

import numpy as np
import torch
from PIL import Image, ImageOps
from torch.utils.data import Dataset


class SiamesePairs(Dataset):
    def __init__(self, folder, transform=None):
        self.people = [sorted(glob.glob(os.path.join(d, "*.png"))) for d in sorted(glob.glob(folder + "/*/"))]
        self.transform = transform

    def __getitem__(self, index):
        same = random.randint(0, 1)
        a = random.randrange(len(self.people))
        b = a
        while not same and b == a:
            b = random.randrange(len(self.people))
        images = [ImageOps.invert(Image.open(random.choice(self.people[k])).convert("L")) for k in (a, b)]
        if self.transform is not None:
            images = [self.transform(i) for i in images]
        return images[0], images[1], torch.from_numpy(np.array([int(a != b)], dtype=np.float32))

    def __len__(self):
        return sum(len(p) for p in self.people)
