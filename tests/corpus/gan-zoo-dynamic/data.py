from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder


class OnlyImages(ImageFolder):
    def __getitem__(self, index):
        return super().__getitem__(index)[0]


def create_dataset(opt):
    t = transforms.Compose([transforms.Resize(opt.image_size), transforms.CenterCrop(opt.image_size),
                            transforms.ToTensor(), transforms.Normalize((.5,) * 3, (.5,) * 3)])
    return DataLoader(OnlyImages(opt.dataroot, t), batch_size=opt.batch_size, shuffle=True, num_workers=2)
