import pytorch_lightning as pl
import torch
from torch import nn
from torchmetrics.classification import MultilabelAUROC
from transformers import AutoModel, get_linear_schedule_with_warmup

from .data import LABELS


class ToxicTagger(pl.LightningModule):
    def __init__(self, name, lr=2e-5, steps=10000):
        super().__init__()
        self.save_hyperparameters()
        self.bert = AutoModel.from_pretrained(name)
        self.head = nn.Linear(self.bert.config.hidden_size, len(LABELS))
        self.criterion = nn.BCEWithLogitsLoss()
        self.auroc = MultilabelAUROC(len(LABELS))

    def forward(self, input_ids, attention_mask):
        return self.head(self.bert(input_ids, attention_mask=attention_mask).last_hidden_state[:, 0])

    def training_step(self, batch, _):
        labels = batch.pop("labels")
        loss = self.criterion(self(**batch), labels)
        self.log("train_loss", loss, prog_bar=True)
        return loss

    def validation_step(self, batch, _):
        labels = batch.pop("labels")
        logits = self(**batch)
        self.auroc.update(logits.sigmoid(), labels.int())
        self.log("val_loss", self.criterion(logits, labels))

    def on_validation_epoch_end(self):
        self.log("val_auroc", self.auroc.compute(), prog_bar=True)
        self.auroc.reset()

    def configure_optimizers(self):
        optimizer = torch.optim.AdamW(self.parameters(), self.hparams.lr)
        schedule = get_linear_schedule_with_warmup(optimizer, self.hparams.steps // 10, self.hparams.steps)
        return [optimizer], [{"scheduler": schedule, "interval": "step"}]
