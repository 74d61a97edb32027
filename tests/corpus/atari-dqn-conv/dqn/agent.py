import copy
import random

import numpy as np
import torch
import torch.nn.functional as F

from .memory import ReplayMemory
from .model import QNetwork


class DQNAgent:
    def __init__(self, n_actions, device, capacity=50_000, lr=1e-4, gamma=0.99):
        self.q = QNetwork(4, n_actions).to(device)
        self.target = copy.deepcopy(self.q)
        self.memory = ReplayMemory(capacity)
        self.opt = torch.optim.Adam(self.q.parameters(), lr=lr)
        self.n_actions, self.device, self.gamma = n_actions, device, gamma

    def act(self, state, eps):
        if random.random() < eps:
            return random.randrange(self.n_actions)
        with torch.no_grad():
            return self.q(torch.as_tensor(state, device=self.device)[None]).argmax(1).item()

    def optimize(self, batch_size=32):
        b = self.memory.sample(batch_size)
        to = lambda x, t: torch.as_tensor(np.array(x), device=self.device, dtype=t)
        states, nexts = to(b.state, torch.uint8), to(b.next_state, torch.uint8)
        q = self.q(states).gather(1, to(b.action, torch.int64)[:, None]).squeeze(1)
        with torch.no_grad():
            best = self.q(nexts).argmax(1, keepdim=True)
            y = to(b.reward, torch.float32) + self.gamma * self.target(nexts).gather(1, best).squeeze(1) * (
                1 - to(b.done, torch.float32))
        loss = F.smooth_l1_loss(q, y)
        self.opt.zero_grad()
        loss.backward()
        self.opt.step()
        return loss.item()

    def sync(self):
        self.target.load_state_dict(self.q.state_dict())
