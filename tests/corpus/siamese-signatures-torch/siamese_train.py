import torch
import torchvision.transforms as transforms
from torch import optim
from torch.utils.data import DataLoader

from config import Config
from pairs import SiamesePairs
from siamese import ContrastiveLoss, SiameseNetwork

transform = transforms.Compose([transforms.Resize((100, 100)), transforms.ToTensor()])
train_dataloader = DataLoader(SiamesePairs(Config.training_dir, transform), shuffle=True, num_workers=0,
                              batch_size=Config.train_batch_size)

net = SiameseNetwork()
# net = net.cuda()
criterion = ContrastiveLoss(Config.margin)
optimizer = optim.Adam(net.parameters(), lr=0.0005)

counter = []
loss_history = []
iteration_number = 0

for epoch in range(0, Config.train_number_epochs):
    for i, data in enumerate(train_dataloader, 0):
        img0, img1, label = data
        optimizer.zero_grad()
        output1, output2 = net(img0, img1)
        loss_contrastive = criterion(output1, output2, label)
        loss_contrastive.backward()
        optimizer.step()
        if i % 10 == 0:
            iteration_number += 10
            counter.append(iteration_number)
            loss_history.append(loss_contrastive.item())
    print("Epoch number {}\n Current loss {}\n".format(epoch, loss_contrastive.item()))

torch.save(net.state_dict(), "siamese.pt")
