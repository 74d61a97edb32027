import hydra
import pytorch_lightning as pl
from hydra.utils import to_absolute_path
from omegaconf import DictConfig
from pytorch_lightning.callbacks import EarlyStopping, ModelCheckpoint
from torch.utils.data import DataLoader

from dataset import WindowDataset
from model import LoadForecaster


@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg: DictConfig) -> None:
    pl.seed_everything(cfg.seed)
    make = lambda split: WindowDataset(to_absolute_path(cfg.data.path), cfg.data.window, cfg.data.horizon, split)
    train, val = make("train"), make("val")
    model = LoadForecaster(n_series=train.series.shape[1], horizon=cfg.data.horizon, **cfg.model)
    trainer = pl.Trainer(callbacks=[EarlyStopping("val_mae", patience=6), ModelCheckpoint("checkpoints", save_last=True)],
                         **cfg.trainer)
    trainer.fit(model, DataLoader(train, cfg.data.batch_size, shuffle=True), DataLoader(val, cfg.data.batch_size))
    print(trainer.callback_metrics["val_mae"].item())


if __name__ == "__main__":
    main()
