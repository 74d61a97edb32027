"""Loader for users of the data set."""
import csv
import os

from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class LeafDataset(Dataset):
    classes = ["healthy", "early_blight", "late_blight", "leaf_mold", "mosaic"]

    def __init__(self, root, split="train", transform=None):
        names = set(open(os.path.join("splits", split + ".txt")).read().split())
        with open("labels.csv") as f:
            self.items = [(r["file"], self.classes.index(r["label"])) for r in csv.DictReader(f) if r["file"] in names]
        self.root, self.transform = root, transform or transforms.ToTensor()

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        name, label = self.items[i]
        return self.transform(Image.open(os.path.join(self.root, name))), label


def train_loader(root, batch_size=32):
    return DataLoader(LeafDataset(root, "train"), batch_size, shuffle=True)
