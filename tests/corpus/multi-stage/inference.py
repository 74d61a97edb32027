import torch
model = torch.load("best.pth")
