import copy
import os

import torch
from torch.utils.data import DataLoader
from torchvision import datasets, transforms
from torchvision.utils import save_image

from diffusion import Diffusion
from unet import NoiseNet

EPOCHS, LR, BATCH = 20, 2e-4, 128


@torch.no_grad()
def ema_update(ema, model, decay=0.995):
    for a, b in zip(ema.parameters(), model.parameters()):
        a.mul_(decay).add_(b, alpha=1 - decay)


def main():
    device = "cuda" if torch.cuda.is_available() else "cpu"
    os.makedirs("samples", exist_ok=True)
    t = transforms.Compose([transforms.ToTensor(), transforms.Lambda(lambda x: 2 * x - 1)])
    loader = DataLoader(datasets.MNIST("data", download=True, transform=t), BATCH, shuffle=True, drop_last=True)
    model = NoiseNet().to(device)
    ema = copy.deepcopy(model)
    diffusion = Diffusion(device=device)
    opt = torch.optim.AdamW(model.parameters(), lr=LR)
    for epoch in range(EPOCHS):
        total = 0.0
        for x, _ in loader:
            loss = diffusion.loss(model, x.to(device))
            opt.zero_grad()
            loss.backward()
            opt.step()
            ema_update(ema, model)
            total += loss.item()
        print(f"epoch {epoch}: {total / len(loader):.5f}")
        save_image((diffusion.sample(ema, 36).clamp(-1, 1) + 1) / 2, f"samples/{epoch:03d}.png", nrow=6)
        torch.save(ema.state_dict(), "ddpm.pt")


if __name__ == "__main__":
    main()
