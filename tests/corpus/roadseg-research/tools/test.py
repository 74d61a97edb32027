import argparse

import numpy as np
import torch

import _init_paths  # noqa: F401
from roadseg.config import get_cfg
from roadseg.datasets import build_loaders
from roadseg.models import build_model
from roadseg.utils import mean_iou


@torch.no_grad()
def evaluate(model, loader, device, num_classes=2):
    model.eval()
    hist = np.zeros((num_classes, num_classes))
    for images, masks in loader:
        pred = model(images.to(device)).argmax(1).cpu().numpy().ravel()
        hist += np.bincount(masks.numpy().ravel() * num_classes + pred, minlength=num_classes ** 2).reshape(
            num_classes, num_classes)
    return mean_iou(hist)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--weights", required=True)
    args = parser.parse_args()
    cfg = get_cfg(args.config)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = build_model(cfg).to(device)
    model.load_state_dict(torch.load(args.weights, map_location=device))
    print("mIoU", evaluate(model, build_loaders(cfg)[1], device))
