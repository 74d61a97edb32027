import torch
from mypkg.models import build_model


def test_step():
    m = build_model("mlp", in_features=3)
    opt = torch.optim.SGD(m.parameters(), lr=0.1)
    loss = m(torch.zeros(2, 3)).mean()
    loss.backward()
    opt.step()
