from argparse import ArgumentParser

import pytorch_lightning as pl
from pytorch_lightning.callbacks import EarlyStopping, ModelCheckpoint

from toxic import ToxicData, ToxicTagger


def main(hparams):
    pl.seed_everything(hparams.seed)
    data = ToxicData(hparams.csv, hparams.name)
    model = ToxicTagger(hparams.name, hparams.lr)
    trainer = pl.Trainer(max_epochs=hparams.epochs, gradient_clip_val=1.0,
                         callbacks=[EarlyStopping("val_loss"), ModelCheckpoint(monitor="val_auroc", mode="max")])
    trainer.fit(model, datamodule=data)


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--csv", default="train.csv")
    parser.add_argument("--name", default="bert-base-cased")
    parser.add_argument("--lr", type=float, default=2e-5)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    main(parser.parse_args())
