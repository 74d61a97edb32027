import random
from collections import deque
import gymnasium as gym
import torch
import torch.nn as nn

env = gym.make("CartPole-v1")
net = nn.Sequential(nn.Linear(4, 128), nn.ReLU(), nn.Linear(128, 2))
target = nn.Sequential(nn.Linear(4, 128), nn.ReLU(), nn.Linear(128, 2))
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
memory = deque(maxlen=10000)


def learn():
    batch = random.sample(memory, 64)
    s, a, r, s2, d = map(torch.tensor, zip(*batch))
    q = net(s).gather(1, a[:, None]).squeeze()
    with torch.no_grad():
        y = r + 0.99 * target(s2).max(1).values * (1 - d)
    loss = nn.functional.smooth_l1_loss(q, y)
    opt.zero_grad()
    loss.backward()
    opt.step()


for episode in range(500):
    state, _ = env.reset()
    done = False
    while not done:
        action = env.action_space.sample()
        nxt, reward, done, trunc, _ = env.step(action)
        memory.append((state, action, reward, nxt, float(done)))
        state = nxt
        if len(memory) > 64:
            learn()
