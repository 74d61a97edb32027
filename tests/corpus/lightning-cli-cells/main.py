from lightning.pytorch.cli import LightningCLI

from cells.data import CellsDataModule
from cells.module import CellSegmenter


def cli_main():
    LightningCLI(CellSegmenter, CellsDataModule, save_config_kwargs={"overwrite": True})


if __name__ == "__main__":
    cli_main()
