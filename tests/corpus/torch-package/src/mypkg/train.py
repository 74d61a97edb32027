from __future__ import annotations

import logging
from pathlib import Path

import torch
from torch.utils.data import DataLoader

from .data import HousingDataset
from .engine import Trainer
from .models import build_model

log = logging.getLogger(__name__)


def main() -> None:
    dataset = HousingDataset(Path("data/housing.csv"))
    model = build_model("mlp", in_features=dataset.n_features)
    trainer = Trainer(model, torch.optim.AdamW(model.parameters(), lr=1e-3), torch.nn.MSELoss())
    trainer.fit(DataLoader(dataset, batch_size=64, shuffle=True), epochs=50)


if __name__ == "__main__":
    main()
