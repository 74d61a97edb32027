from types import SimpleNamespace
import torch
hp = SimpleNamespace(lr=1e-7, epochs=1, hidden=3, seed=9)
model = torch.nn.Sequential(torch.nn.Linear(4, hp.hidden), torch.nn.Tanh(), torch.nn.Linear(hp.hidden, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=hp.lr)
for _ in range(hp.epochs):
    loss = torch.nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
