import os
import random

import numpy as np
import pandas as pd
import timm
import torch
import torch.nn as nn
from sklearn.metrics import accuracy_score
from sklearn.model_selection import StratifiedKFold
from torch.optim import Adam
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts
from torch.utils.data import DataLoader

from config import CFG
from data import LeafDataset

device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')


def seed_everything(seed):
    random.seed(seed)
    os.environ['PYTHONHASHSEED'] = str(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def train_fn(loader, model, criterion, optimizer):
    model.train()
    losses = []
    for images, labels in loader:
        loss = criterion(model(images.to(device)), labels.to(device))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1000)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return np.mean(losses)


def valid_fn(loader, model):
    model.eval()
    with torch.no_grad():
        return np.concatenate([model(x.to(device)).softmax(1).cpu().numpy() for x, _ in loader])


def train_loop(folds, fold):
    trn, val = folds[folds['fold'] != fold], folds[folds['fold'] == fold]
    train_loader = DataLoader(LeafDataset(trn, 'train'), CFG.batch_size, shuffle=True, num_workers=4, drop_last=True)
    valid_loader = DataLoader(LeafDataset(val, 'valid'), CFG.batch_size * 2, num_workers=4)
    model = timm.create_model(CFG.model_name, pretrained=True, num_classes=CFG.target_size).to(device)
    optimizer = Adam(model.parameters(), lr=CFG.lr, weight_decay=CFG.weight_decay)
    scheduler = CosineAnnealingWarmRestarts(optimizer, T_0=CFG.epochs, eta_min=CFG.min_lr)
    criterion = nn.CrossEntropyLoss()
    best = 0.
    for epoch in range(CFG.epochs):
        avg = train_fn(train_loader, model, criterion, optimizer)
        preds = valid_fn(valid_loader, model)
        scheduler.step()
        score = accuracy_score(val['label'], preds.argmax(1))
        print(f'fold {fold} epoch {epoch + 1} loss {avg:.4f} accuracy {score:.4f}')
        if score > best:
            best = score
            torch.save(model.state_dict(), f'{CFG.model_name}_fold{fold}.pth')
    return best


def main():
    seed_everything(CFG.seed)
    folds = pd.read_csv('../input/leaves/train.csv')
    if CFG.debug:
        folds = folds.sample(1000, random_state=CFG.seed).reset_index(drop=True)
    folds['fold'] = -1
    for n, (_, idx) in enumerate(StratifiedKFold(CFG.n_fold, shuffle=True, random_state=CFG.seed).split(folds, folds['label'])):
        folds.loc[idx, 'fold'] = n
    scores = [train_loop(folds, f) for f in CFG.trn_fold]
    print('CV', np.mean(scores))


if __name__ == '__main__':
    main()
