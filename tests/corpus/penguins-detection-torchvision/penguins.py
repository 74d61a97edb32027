import json
import os

import torch
from PIL import Image
from torchvision.transforms import functional as F


class PenguinBoxes(torch.utils.data.Dataset):
    """COCO-like annotations, one class."""

    def __init__(self, root, split):
        self.root = os.path.join(root, split)
        with open(os.path.join(self.root, "_annotations.coco.json")) as f:
            coco = json.load(f)
        self.images = {im["id"]: im["file_name"] for im in coco["images"]}
        self.boxes = {i: [] for i in self.images}
        for ann in coco["annotations"]:
            x, y, w, h = ann["bbox"]
            if w > 1 and h > 1:
                self.boxes[ann["image_id"]].append([x, y, x + w, y + h])
        self.ids = [i for i, b in self.boxes.items() if b]

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, index):
        i = self.ids[index]
        image = Image.open(os.path.join(self.root, self.images[i])).convert("RGB")
        boxes = torch.tensor(self.boxes[i], dtype=torch.float32)
        target = {"boxes": boxes, "labels": torch.ones(len(boxes), dtype=torch.int64), "image_id": torch.tensor([i])}
        return F.to_tensor(image), target


def collate(batch):
    return tuple(zip(*batch))
