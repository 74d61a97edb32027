from pathlib import Path

import typer
from rich import print

app = typer.Typer(add_completion=False)


@app.command()
def train(root: Path = typer.Argument(Path("data/montgomery")), epochs: int = 40, lr: float = 1e-3,
          batch_size: int = 8, out: Path = Path("weights.pt")):
    """Train a U-Net."""
    from .training import fit  # slow import

    best = fit(root, epochs, lr, batch_size, out)
    print(f"[bold]best dice[/bold]: {best:.4f}")


@app.command()
def predict(weights: Path, image: Path, out: Path = Path("mask.png")):
    """Write the mask of one image."""
    import torch
    from PIL import Image
    from torchvision.transforms.functional import pil_to_tensor, resize, to_pil_image

    from .unet import UNet

    model = UNet()
    model.load_state_dict(torch.load(weights, map_location="cpu"))
    model.eval()
    x = resize(pil_to_tensor(Image.open(image).convert("L")), [256, 256]).float()[None] / 255
    with torch.no_grad():
        to_pil_image((model(x)[0] > 0).float()).save(out)


if __name__ == "__main__":
    app()
