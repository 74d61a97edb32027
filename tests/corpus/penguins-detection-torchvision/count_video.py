"""Counts penguins in each frame of a video."""
import sys

import cv2
import torch
from torchvision.transforms import functional as F

from train_detector import get_model

model = get_model()
model.load_state_dict(torch.load("penguins.pth", map_location="cpu"))
model.eval()
cap = cv2.VideoCapture(sys.argv[1])
ok, frame = cap.read()
while ok:
    with torch.no_grad():
        out = model([F.to_tensor(frame[..., ::-1].copy())])[0]
    print(int((out["scores"] > 0.5).sum()))
    ok, frame = cap.read()
