from typing import List

import lightning as L
import torch
from monai.losses import DiceCELoss
from monai.networks.nets import UNet
from torchmetrics.classification import BinaryF1Score


class CellSegmenter(L.LightningModule):
    def __init__(self, channels: List[int], lr: float = 1e-3):
        super().__init__()
        self.save_hyperparameters()
        self.net = UNet(spatial_dims=2, in_channels=1, out_channels=1, channels=channels,
                        strides=[2] * (len(channels) - 1), num_res_units=2)
        self.loss = DiceCELoss(sigmoid=True)
        self.dice = BinaryF1Score()

    def forward(self, x):
        return self.net(x)

    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = self.loss(self(x), y)
        self.log("train/loss", loss, prog_bar=True)
        return loss

    def _eval(self, batch, name):
        x, y = batch
        logits = self(x)
        self.dice(logits.sigmoid(), y.int())
        self.log(f"{name}/loss", self.loss(logits, y))
        self.log(f"{name}/dice", self.dice, prog_bar=True)

    def validation_step(self, batch, batch_idx):
        self._eval(batch, "val")

    def test_step(self, batch, batch_idx):
        self._eval(batch, "test")

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=self.hparams.lr)
