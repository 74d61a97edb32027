import math

import pytorch_lightning as pl
import torch
from torch import nn


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len=5000):
        super().__init__()
        position = torch.arange(max_len).unsqueeze(1)
        div = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(1, max_len, d_model)
        pe[0, :, 0::2] = torch.sin(position * div)
        pe[0, :, 1::2] = torch.cos(position * div)
        self.register_buffer("pe", pe)

    def forward(self, x):
        return x + self.pe[:, :x.size(1)]


class LoadForecaster(pl.LightningModule):
    def __init__(self, n_series, horizon, d_model, nhead, layers, dropout, lr):
        super().__init__()
        self.save_hyperparameters()
        self.embed = nn.Linear(n_series, d_model)
        self.position = PositionalEncoding(d_model)
        layer = nn.TransformerEncoderLayer(d_model, nhead, 4 * d_model, dropout, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, layers)
        self.head = nn.Linear(d_model, n_series * horizon)
        self.criterion = nn.L1Loss()

    def forward(self, x):
        h = self.encoder(self.position(self.embed(x)))
        return self.head(h[:, -1]).view(x.size(0), self.hparams.horizon, self.hparams.n_series)

    def training_step(self, batch, _):
        x, y = batch
        loss = self.criterion(self(x), y)
        self.log("train_mae", loss)
        return loss

    def validation_step(self, batch, _):
        x, y = batch
        pred = self(x)
        self.log("val_mae", self.criterion(pred, y), prog_bar=True)
        self.log("val_mse", nn.functional.mse_loss(pred, y))

    def configure_optimizers(self):
        optimizer = torch.optim.Adam(self.parameters(), lr=self.hparams.lr)
        scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=3)
        return {"optimizer": optimizer, "lr_scheduler": scheduler, "monitor": "val_mae"}
