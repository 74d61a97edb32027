import sys

import torch

from codes import encode

sides = torch.load("recipes.pt")
model = torch.load("seq2seq.pt", map_location="cpu", weights_only=False).eval()
source = torch.tensor([encode(sys.argv[1], {w: i for i, w in enumerate(sides["de"]["vocab"])})])
target = torch.tensor([[2]])
with torch.no_grad():
    while target[0, -1] != 3 and target.shape[1] < 60:
        target = torch.cat([target, model(source, target)[:, -1:].argmax(-1)], 1)
print(" ".join(sides["en"]["vocab"][i] for i in target[0, 1:-1]))
