import torch
import torch.nn as nn
from dataset import get_loaders, VOCAB_SIZE
from models import LSTMClassifier

EPOCHS = 5
train_loader, valid_loader = get_loaders(batch_size=64)
model = LSTMClassifier(VOCAB_SIZE, 100, 256, 1)
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(EPOCHS):
    for text, label in train_loader:
        optimizer.zero_grad()
        out = model(text).squeeze(1)
        loss = criterion(out, label)
        loss.backward()
        optimizer.step()
    print(f'Epoch {epoch}: {loss.item():.3f}')
torch.save(model.state_dict(), 'sentiment.pt')
