import hydra
import torch
from omegaconf import DictConfig
from src.trainer import fit


@hydra.main(config_path="conf", config_name="config")
def main(cfg: DictConfig):
    torch.manual_seed(cfg.seed)
    fit(cfg)


if __name__ == "__main__":
    main()
