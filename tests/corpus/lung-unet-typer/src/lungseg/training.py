from pathlib import Path

import torch
from rich.progress import track
from torch.utils.data import DataLoader

from .data import Xrays, split
from .unet import UNet


def dice(logits, target, eps=1.0):
    p = logits.sigmoid()
    return (2 * (p * target).sum((1, 2, 3)) + eps) / (p.sum((1, 2, 3)) + target.sum((1, 2, 3)) + eps)


def fit(root: Path, epochs: int, lr: float, batch_size: int, out: Path) -> float:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    train, val = split(Xrays(root))
    model = UNet().to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    best = 0.0
    for epoch in range(epochs):
        model.train()
        for x, y in track(DataLoader(train, batch_size, shuffle=True), description=f"epoch {epoch}"):
            x, y = x.to(device), y.to(device)
            logits = model(x)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, y) + 1 - dice(logits, y).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        score = evaluate(model, val, device)
        print(f"epoch {epoch}: dice {score:.4f}")
        if score > best:
            best = score
            torch.save(model.state_dict(), out)
    return best


@torch.no_grad()
def evaluate(model, dataset, device) -> float:
    model.eval()
    scores = [dice(model(x.to(device)), y.to(device)) for x, y in DataLoader(dataset, 8)]
    return torch.cat(scores).mean().item()
