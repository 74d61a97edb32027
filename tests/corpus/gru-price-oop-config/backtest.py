import matplotlib.pyplot as plt
import torch

from core import networks
from core.dataset import SeriesLoader

state = torch.load("weights.pt")
cfg = state["config"]
series = SeriesLoader(**cfg["data"])
model = getattr(networks, cfg["network"]["type"])(**cfg["network"]["params"])
model.load_state_dict(state["weights"])
model.eval()
x, y = series.test.tensors
with torch.no_grad():
    position = torch.sign(model(x)).squeeze(1)
pnl = (position * (y.squeeze(1) * series.std + series.mean)).cumsum(0)
plt.plot(pnl.numpy())
plt.savefig("pnl.png")
