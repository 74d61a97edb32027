import argparse
import os

import torch
import torch.nn as nn
from tqdm import tqdm

import _init_paths  # noqa: F401
from roadseg.config import get_cfg
from roadseg.datasets import build_loaders
from roadseg.models import build_model
from roadseg.utils import AverageMeter
from test import evaluate


def parse_args():
    parser = argparse.ArgumentParser(description="Train a segmentor")
    parser.add_argument("--config", default="configs/aspp_r18.yaml")
    parser.add_argument("opts", nargs=argparse.REMAINDER, default=[])
    return parser.parse_args()


def poly(optimizer, base, it, total, power=0.9):
    for group in optimizer.param_groups:
        group["lr"] = base * (1 - it / total) ** power


def main():
    args = parse_args()
    cfg = get_cfg(args.config, args.opts)
    out = os.path.join(cfg.OUTPUT, os.path.splitext(os.path.basename(args.config))[0])
    os.makedirs(out, exist_ok=True)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    train_loader, val_loader = build_loaders(cfg)
    model = build_model(cfg).to(device)
    criterion = nn.CrossEntropyLoss(weight=torch.tensor([0.3, 0.7], device=device))
    optimizer = torch.optim.SGD(model.parameters(), lr=cfg.SOLVER.LR, momentum=cfg.SOLVER.MOMENTUM,
                                weight_decay=cfg.SOLVER.WEIGHT_DECAY)
    best, it, total = 0.0, 0, cfg.SOLVER.EPOCHS * len(train_loader)
    for epoch in range(cfg.SOLVER.EPOCHS):
        model.train()
        meter = AverageMeter()
        for images, masks in tqdm(train_loader, desc=f"epoch {epoch}"):
            poly(optimizer, cfg.SOLVER.LR, it, total)
            loss = criterion(model(images.to(device)), masks.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            meter.update(loss.item(), images.size(0))
            it += 1
        miou = evaluate(model, val_loader, device)
        print(f"epoch {epoch} loss {meter.avg:.4f} mIoU {miou:.4f}")
        torch.save(model.state_dict(), os.path.join(out, "latest.pth"))
        if miou > best:
            best = miou
            torch.save(model.state_dict(), os.path.join(out, "best.pth"))


if __name__ == "__main__":
    main()
