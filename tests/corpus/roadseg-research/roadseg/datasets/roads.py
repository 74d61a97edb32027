import glob
import os
import random

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class RoadTiles(Dataset):
    def __init__(self, root, split, crop):
        self.images = sorted(glob.glob(os.path.join(root, split, "sat", "*.tiff")))
        self.masks = [p.replace("/sat/", "/map/").replace(".tiff", ".tif") for p in self.images]
        self.crop = crop
        self.train = split == "train"

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image = cv2.imread(self.images[index])[..., ::-1]
        mask = (cv2.imread(self.masks[index], cv2.IMREAD_GRAYSCALE) > 127).astype(np.int64)
        h, w = mask.shape
        top, left = (random.randint(0, h - self.crop), random.randint(0, w - self.crop)) if self.train else (0, 0)
        window = slice(top, top + self.crop), slice(left, left + self.crop)
        image, mask = image[window], mask[window]
        if self.train and random.random() < 0.5:
            image, mask = image[:, ::-1], mask[:, ::-1]
        image = torch.from_numpy(image.copy()).permute(2, 0, 1).float() / 255
        return image, torch.from_numpy(mask.copy())


def build_loaders(cfg):
    train = RoadTiles(cfg.DATA.ROOT, "train", cfg.DATA.CROP)
    val = RoadTiles(cfg.DATA.ROOT, "valid", cfg.DATA.CROP)
    return (DataLoader(train, cfg.SOLVER.BATCH_SIZE, shuffle=True, num_workers=4, drop_last=True),
            DataLoader(val, 1, num_workers=2))
