import pathlib

from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


class Folder(Dataset):
    def __init__(self, folder, size):
        self.paths = sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix in (".jpg", ".png"))
        self.prepare = transforms.Compose([transforms.Resize(size), transforms.CenterCrop(size),
                                           transforms.ToTensor(), transforms.Normalize(0.5, 0.5)])

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, i):
        return self.prepare(Image.open(self.paths[i]).convert("RGB"))


def pictures(folder, size, batch):
    return DataLoader(Folder(folder, size), batch, shuffle=True, drop_last=True, num_workers=2)
