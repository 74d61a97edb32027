class Trainer:
    def __init__(self, model, optimizer, criterion):
        self.model = model
        self.optimizer = optimizer
        self.criterion = criterion

    def fit(self, loader, epochs):
        for epoch in range(epochs):
            total = self._epoch(loader)
            print(f"epoch {epoch} loss {total:.4f}")

    def _epoch(self, loader):
        total = 0.0
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(x).squeeze(), y)
            loss.backward()
            self.optimizer.step()
            total += loss.item()
        return total / len(loader)
