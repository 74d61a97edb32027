import torch
from torch import nn
HIDDEN = 2 ** 3
LR = 10 ** -6
EPOCHS = int(3)
BATCH_SIZE = 8 * 64
WD = -0.0
model = nn.Sequential(nn.Linear(64, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=LR, weight_decay=WD)
loader = torch.utils.data.DataLoader(ds, batch_size=BATCH_SIZE, shuffle=True)
for epoch in range(EPOCHS):
    for xb, yb in loader:
        nn.functional.cross_entropy(model(xb), yb).backward()
        optimizer.step()
print(f"{EPOCHS} epochs, lr {LR:g}")
