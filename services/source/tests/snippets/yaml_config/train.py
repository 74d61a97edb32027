import yaml
import torch
from torch import nn


def load_config(path="conf/config.yaml"):
    with open(path) as f:
        return yaml.safe_load(f)


cfg = load_config()
torch.manual_seed(cfg["seed"])
train_cfg = cfg["train"]
model = nn.Sequential(
    nn.Linear(64, cfg["model"]["hidden"]),
    nn.ReLU(),
    nn.Dropout(cfg["model"].get("dropout", 0.5)),
    nn.Linear(cfg["model"]["hidden"], 10),
)
optimizer = torch.optim.Adam(model.parameters(), lr=float(train_cfg["lr"]))
for epoch in range(train_cfg["epochs"]):
    loss = nn.functional.cross_entropy(model(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
