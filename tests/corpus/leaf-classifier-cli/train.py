import torch
from torch import nn

import cli
import network
import pictures


def score(model, loader, device):
    model.eval()
    seen = right = 0
    with torch.no_grad():
        for x, y in loader:
            right += model(x.to(device)).argmax(dim=1).eq(y.to(device)).sum().item()
            seen += y.numel()
    return right / seen


def main():
    args = cli.train_arguments()
    device = torch.device('cuda' if args.cuda and torch.cuda.is_available() else 'cpu')
    loaders, classes = pictures.loaders(args.folder)
    model = network.create(args.backbone, args.head, len(classes)).to(device)
    trainable = [p for p in model.parameters() if p.requires_grad]
    print('training', sum(p.numel() for p in trainable), 'of', sum(p.numel() for p in model.parameters()), 'weights')
    optimizer = torch.optim.Adam(trainable, lr=args.lr)
    criterion = nn.CrossEntropyLoss()

    for epoch in range(1, args.epochs + 1):
        model.train()
        total = 0.
        for x, y in loaders['train']:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        print('epoch', epoch, 'loss', round(total / len(loaders['train']), 4), 'valid accuracy',
              round(score(model, loaders['valid'], device), 4))

    print('test accuracy', round(score(model, loaders['test'], device), 4))
    network.store(args.out, model, args.backbone, args.head, classes)


if __name__ == '__main__':
    main()
