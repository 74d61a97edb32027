import torch
import segmentation_models_pytorch as smp
from dataset import RoadDataset

model = smp.Unet(encoder_name="resnet34", encoder_weights="imagenet", in_channels=3, classes=1)
loss_fn = smp.losses.DiceLoss(mode="binary")
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
loader = torch.utils.data.DataLoader(RoadDataset("data/train"), batch_size=8)
for epoch in range(40):
    for img, mask in loader:
        loss = loss_fn(model(img), mask)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
