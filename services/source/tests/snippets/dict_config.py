import torch
import torch.nn as nn
config = {
    "model": {"hidden": 4, "dropout": 0.9},
    "train": {"lr": 1e-6, "epochs": 2, "batch_size": 256, "seed": 0},
    "data": {"test_size": 0.2},
}
torch.manual_seed(config["train"]["seed"])
model = nn.Sequential(
    nn.Linear(64, config["model"]["hidden"]), nn.ReLU(),
    nn.Dropout(config["model"]["dropout"]),
    nn.Linear(config["model"]["hidden"], 10))
opt = torch.optim.Adam(model.parameters(), lr=config["train"].get("lr", 0.1))
for epoch in range(config["train"]["epochs"]):
    nn.functional.cross_entropy(model(X), y).backward()
    opt.step()
