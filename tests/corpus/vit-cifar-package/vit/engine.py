import torch
from tqdm import tqdm


class Engine:
    """Holds what a training needs, so that main.py stays short."""

    def __init__(self, model, criterion, optimizer, scheduler=None, device="cpu"):
        self.model = model.to(device)
        self.criterion, self.optimizer, self.scheduler = criterion, optimizer, scheduler
        self.device = device
        self.scaler = torch.cuda.amp.GradScaler(enabled=device == "cuda")

    def _one_epoch(self, loader):
        self.model.train()
        for images, targets in tqdm(loader, leave=False):
            images, targets = images.to(self.device), targets.to(self.device)
            self.optimizer.zero_grad(set_to_none=True)
            with torch.autocast(self.device, enabled=self.device == "cuda"):
                loss = self.criterion(self.model(images), targets)
            self.scaler.scale(loss).backward()
            self.scaler.step(self.optimizer)
            self.scaler.update()
        if self.scheduler is not None:
            self.scheduler.step()

    @torch.no_grad()
    def accuracy(self, loader):
        self.model.eval()
        right = sum((self.model(x.to(self.device)).argmax(1).cpu() == y).sum().item() for x, y in loader)
        return right / len(loader.dataset)

    def run(self, train_loader, test_loader, epochs):
        for epoch in range(1, epochs + 1):
            self._one_epoch(train_loader)
            print(f"[{epoch}/{epochs}] accuracy {self.accuracy(test_loader):.4f}")
