from __future__ import print_function, division
import copy, os, time
import torch
import torch.nn as nn
import torch.optim as optim
from torch.optim import lr_scheduler
from torchvision import datasets, models, transforms

data_dir = '/home/alice/hymenoptera_data'
T = {x: transforms.Compose([transforms.Resize(224), transforms.ToTensor()]) for x in ['train', 'val']}
sets = {x: datasets.ImageFolder(os.path.join(data_dir, x), T[x]) for x in ['train', 'val']}
loaders = {x: torch.utils.data.DataLoader(sets[x], batch_size=4, shuffle=True) for x in ['train', 'val']}


def train_model(model, criterion, optimizer, scheduler, num_epochs=25):
    best = copy.deepcopy(model.state_dict())
    for epoch in range(num_epochs):
        for phase in ['train', 'val']:
            for inputs, labels in loaders[phase]:
                with torch.set_grad_enabled(phase == 'train'):
                    loss = criterion(model(inputs), labels)
                    if phase == 'train':
                        loss.backward()
                        optimizer.step()
        scheduler.step()
    return model


model_ft = models.resnet18(pretrained=True)
model_ft.fc = nn.Linear(model_ft.fc.in_features, 2)
optimizer_ft = optim.SGD(model_ft.parameters(), lr=0.001, momentum=0.9)
model_ft = train_model(model_ft, nn.CrossEntropyLoss(), optimizer_ft, lr_scheduler.StepLR(optimizer_ft, 7))
