import argparse

import pytorch_lightning as pl
from torch.utils.data import DataLoader

from dataset import WindowDataset
from model import LoadForecaster

parser = argparse.ArgumentParser()
parser.add_argument("--checkpoint", required=True)
args = parser.parse_args()
model = LoadForecaster.load_from_checkpoint(args.checkpoint)
data = WindowDataset("data/processed/load.parquet", 168, model.hparams.horizon, "val")
pl.Trainer(logger=False).validate(model, DataLoader(data, 64))
