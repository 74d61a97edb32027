import pytorch_lightning as pl
import torch
import torch.nn.functional as F
import torchvision
from torch.utils.data import DataLoader


class LitResnet(pl.LightningModule):
    def __init__(self, lr=0.05):
        super().__init__()
        self.save_hyperparameters()
        self.model = torchvision.models.resnet18(num_classes=10)

    def forward(self, x):
        return self.model(x)

    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = F.cross_entropy(self(x), y)
        self.log("train_loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=self.hparams.lr)


def cli_main():
    data = torchvision.datasets.CIFAR10("data", download=True, transform=torchvision.transforms.ToTensor())
    trainer = pl.Trainer(max_epochs=30, accelerator="auto")
    trainer.fit(LitResnet(), DataLoader(data, batch_size=256))


if __name__ == "__main__":
    cli_main()
