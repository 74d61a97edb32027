import torch, torchvision
from torch import nn
from torchvision import transforms


class ConvAutoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU())
        self.decoder = nn.Sequential(nn.ConvTranspose2d(16, 1, 3, stride=2, padding=1, output_padding=1), nn.Sigmoid())

    def forward(self, x):
        return self.decoder(self.encoder(x))


ds = torchvision.datasets.MNIST('.', download=True, transform=transforms.ToTensor())
dl = torch.utils.data.DataLoader(ds, 64)
net = ConvAutoencoder().cuda() if torch.cuda.is_available() else ConvAutoencoder()
opt = torch.optim.Adam(net.parameters(), 1e-3)
mse = nn.MSELoss()
for epoch in range(5):
    for img, _ in dl:
        noisy = img + 0.3 * torch.randn(*img.shape)
        loss = mse(net(noisy), img)
        opt.zero_grad(); loss.backward(); opt.step()
