import pathlib
import random

import torch
from PIL import Image
from torchvision.transforms.functional import to_tensor

from settings import HEIGHT, WIDTH


def read(path):
    picture = Image.open(path).convert("L").resize((WIDTH, HEIGHT))
    return 1 - to_tensor(picture)


class Triplets(torch.utils.data.Dataset):
    """anchor and positive: genuine, of one writer; negative: forged, or another writer's"""

    def __init__(self, folder, writers):
        folders = sorted(pathlib.Path(folder).iterdir())[writers]
        self.genuine = [sorted(f.glob("genuine_*.png")) for f in folders]
        self.forged = [sorted(f.glob("forged_*.png")) for f in folders]

    def __len__(self):
        return 20 * len(self.genuine)

    def __getitem__(self, index):
        w = index % len(self.genuine)
        anchor, positive = random.sample(self.genuine[w], 2)
        others = self.genuine[random.randrange(len(self.genuine)) - 1]
        negative = random.choice(self.forged[w] if random.random() < 0.7 else others)
        return read(anchor), read(positive), read(negative)
