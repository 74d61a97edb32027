import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms as T
from torchvision.datasets import CIFAR10

from . import ViT
from .engine import Engine


def loaders(root, batch_size):
    norm = T.Normalize((0.4914, 0.4822, 0.4465), (0.247, 0.2435, 0.2616))
    train = T.Compose([T.RandomCrop(32, 4), T.RandomHorizontalFlip(), T.ToTensor(), norm])
    test = T.Compose([T.ToTensor(), norm])
    return (DataLoader(CIFAR10(root, True, train, download=True), batch_size, shuffle=True, num_workers=4),
            DataLoader(CIFAR10(root, False, test, download=True), batch_size, num_workers=4))


def main(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", default="./data")
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--lr", type=float, default=5e-4)
    parser.add_argument("--dim", type=int, default=256)
    parser.add_argument("--depth", type=int, default=6)
    args = parser.parse_args(argv)

    model = ViT(image_size=32, patch_size=4, num_classes=10, dim=args.dim, depth=args.depth, heads=8,
                mlp_dim=2 * args.dim)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr, weight_decay=0.05)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, args.epochs)
    engine = Engine(model, nn.CrossEntropyLoss(label_smoothing=0.1), optimizer, scheduler,
                    "cuda" if torch.cuda.is_available() else "cpu")
    engine.run(*loaders(args.root, args.batch_size), args.epochs)
    torch.save(model.state_dict(), "vit.pt")


if __name__ == "__main__":
    main()
