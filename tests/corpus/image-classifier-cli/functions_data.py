import torch
from torchvision import datasets, transforms

MEAN = [0.485, 0.456, 0.406]
STD = [0.229, 0.224, 0.225]


def load(root):
    train_t = transforms.Compose([transforms.RandomRotation(30), transforms.RandomResizedCrop(224),
                                  transforms.RandomHorizontalFlip(), transforms.ToTensor(),
                                  transforms.Normalize(MEAN, STD)])
    test_t = transforms.Compose([transforms.Resize(255), transforms.CenterCrop(224), transforms.ToTensor(),
                                 transforms.Normalize(MEAN, STD)])
    train = datasets.ImageFolder(root + '/train', transform=train_t)
    valid = datasets.ImageFolder(root + '/valid', transform=test_t)
    test = datasets.ImageFolder(root + '/test', transform=test_t)
    loader = torch.utils.data.DataLoader
    return (loader(train, batch_size=64, shuffle=True), loader(valid, batch_size=64), loader(test, batch_size=64),
            train.class_to_idx)
