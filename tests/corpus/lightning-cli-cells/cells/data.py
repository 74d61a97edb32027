from pathlib import Path

import lightning as L
import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset, random_split


class Cells(Dataset):
    def __init__(self, root):
        self.dirs = sorted(p for p in Path(root).iterdir() if p.is_dir())

    def __len__(self):
        return len(self.dirs)

    def __getitem__(self, i):
        image = Image.open(next((self.dirs[i] / "images").glob("*.png"))).convert("L").resize((256, 256))
        mask = np.zeros((256, 256), np.float32)
        for path in (self.dirs[i] / "masks").glob("*.png"):
            mask = np.maximum(mask, np.array(Image.open(path).resize((256, 256))) > 0)
        return torch.tensor(np.array(image, np.float32) / 255)[None], torch.tensor(mask)[None]


class CellsDataModule(L.LightningDataModule):
    def __init__(self, root: str, batch_size: int = 16, workers: int = 2):
        super().__init__()
        self.save_hyperparameters()

    def setup(self, stage):
        full = Cells(self.hparams.root)
        n = int(0.8 * len(full))
        self.train, self.val = random_split(full, [n, len(full) - n], generator=torch.Generator().manual_seed(0))

    def train_dataloader(self):
        return DataLoader(self.train, self.hparams.batch_size, shuffle=True, num_workers=self.hparams.workers)

    def val_dataloader(self):
        return DataLoader(self.val, self.hparams.batch_size, num_workers=self.hparams.workers)

    test_dataloader = val_dataloader
