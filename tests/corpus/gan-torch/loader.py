import torch
from torchvision import datasets, transforms
loader = torch.utils.data.DataLoader(datasets.MNIST('.', download=True, transform=transforms.ToTensor()), 64)
