import pytorch_lightning as pl
import torch
from torch import nn

class LitModel(pl.LightningModule):
    def __init__(self, hidden=8, learning_rate=1e-6):
        super().__init__()
        self.save_hyperparameters()
        self.l1 = nn.Linear(64, hidden)
        self.l2 = nn.Linear(hidden, 10)
        self.learning_rate = learning_rate
    def forward(self, x):
        return self.l2(torch.relu(self.l1(x)))
    def training_step(self, batch, batch_idx):
        x, y = batch
        return nn.functional.cross_entropy(self(x), y)
    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.learning_rate)

model = LitModel()
trainer = pl.Trainer(max_epochs=2)
trainer.fit(model, loader)
