from pathlib import Path

import torch
from PIL import Image
from torch.utils.data import Dataset
from torchvision.transforms.functional import pil_to_tensor, resize


class Xrays(Dataset):
    def __init__(self, root: Path, size: int = 256):
        self.images = sorted((root / "images").glob("*.png"))
        self.masks = [root / "masks" / p.name for p in self.images]
        self.size = size

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, i: int):
        image = resize(pil_to_tensor(Image.open(self.images[i]).convert("L")), [self.size, self.size])
        mask = resize(pil_to_tensor(Image.open(self.masks[i]).convert("L")), [self.size, self.size])
        return image.float() / 255, (mask > 127).float()


def split(dataset, fraction=0.8):
    n = int(len(dataset) * fraction)
    return torch.utils.data.random_split(dataset, [n, len(dataset) - n], torch.Generator().manual_seed(1))
