import pathlib

import torch
from PIL import Image
from torchvision.transforms import functional as F


class Parts(torch.utils.data.Dataset):
    """train/good, test/good, test/<defect>"""

    def __init__(self, root, part, size=128):
        self.paths = sorted(pathlib.Path(root, part).glob("*/*.png"))
        self.size = size

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        picture = F.to_tensor(F.resize(Image.open(self.paths[i]).convert("L"), [self.size, self.size]))
        return picture, int(self.paths[i].parent.name != "good")
