import argparse
import math
import sys

import torch
import torchvision
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor

from penguins import PenguinBoxes, collate


def get_model(num_classes=2):
    model = torchvision.models.detection.fasterrcnn_resnet50_fpn(weights="DEFAULT")
    in_features = model.roi_heads.box_predictor.cls_score.in_features
    model.roi_heads.box_predictor = FastRCNNPredictor(in_features, num_classes)
    return model


def train_one_epoch(model, optimizer, loader, device, epoch):
    model.train()
    for step, (images, targets) in enumerate(loader):
        images = [im.to(device) for im in images]
        targets = [{k: v.to(device) for k, v in t.items()} for t in targets]
        parts = model(images, targets)
        total = sum(parts.values())
        if not math.isfinite(total.item()):
            sys.exit("the loss is not finite any more: %s" % parts)
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        if step % 20 == 0:
            print(epoch, step, {k: round(v.item(), 4) for k, v in parts.items()})


@torch.no_grad()
def recall(model, loader, device, threshold=0.5):
    model.eval()
    hit = total = 0
    for images, targets in loader:
        for out, t in zip(model([im.to(device) for im in images]), targets):
            keep = out["boxes"][out["scores"] > 0.5].cpu()
            total += len(t["boxes"])
            if len(keep):
                hit += (torchvision.ops.box_iou(t["boxes"], keep).max(1).values > threshold).sum().item()
    return hit / total


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", default="data/penguins")
    ap.add_argument("--epochs", type=int, default=10)
    args = ap.parse_args()
    device = torch.device("cuda") if torch.cuda.is_available() else torch.device("cpu")
    load = lambda split, bs: torch.utils.data.DataLoader(
        PenguinBoxes(args.data, split), batch_size=bs, shuffle=split == "train", collate_fn=collate, num_workers=2)
    train_loader, valid_loader = load("train", 2), load("valid", 1)
    model = get_model().to(device)
    params = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(params, lr=0.005, momentum=0.9, weight_decay=0.0005)
    lr_scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.1)
    for epoch in range(args.epochs):
        train_one_epoch(model, optimizer, train_loader, device, epoch)
        lr_scheduler.step()
        print("recall @ 0.5:", recall(model, valid_loader, device))
        torch.save(model.state_dict(), "penguins.pth")
