from dataclasses import dataclass, field
import torch
from torch import nn

@dataclass
class Config:
    lr: float = 1e-6
    hidden_dim: int = 4
    n_epochs: int = 2
    seed: int = 42
    batch_size: int = 256
    test_fraction: float = 0.2
    dropout: float = 0.9

cfg = Config()
torch.manual_seed(cfg.seed)

class MLP(nn.Module):
    def __init__(self, cfg: Config):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(64, cfg.hidden_dim),
            nn.ReLU(),
            nn.Dropout(cfg.dropout),
            nn.Linear(cfg.hidden_dim, 10),
        )
    def forward(self, x):
        return self.net(x)

model = MLP(cfg)
opt = torch.optim.Adam(model.parameters(), lr=cfg.lr)
loader = torch.utils.data.DataLoader(ds, cfg.batch_size, True)
for epoch in range(cfg.n_epochs):
    for xb, yb in loader:
        loss = nn.functional.cross_entropy(model(xb), yb)
        opt.zero_grad(); loss.backward(); opt.step()
