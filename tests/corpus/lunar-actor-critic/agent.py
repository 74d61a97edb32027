import torch
import torch.nn.functional as F

from networks import ActorCritic


class Agent:
    def __init__(self, obs_dim, n_actions, lr=7e-4, gamma=0.99, ent=0.01):
        self.net = ActorCritic(obs_dim, n_actions)
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=lr)
        self.gamma, self.ent = gamma, ent
        self.clear()

    def clear(self):
        self.log_probs, self.values, self.rewards, self.entropies = [], [], [], []

    def act(self, obs, greedy=False):
        dist, value = self.net(torch.as_tensor(obs, dtype=torch.float32))
        action = dist.probs.argmax() if greedy else dist.sample()
        self.log_probs.append(dist.log_prob(action))
        self.values.append(value)
        self.entropies.append(dist.entropy())
        return action.item()

    def remember(self, reward):
        self.rewards.append(reward)

    def learn(self):
        returns, g = [], 0.0
        for r in reversed(self.rewards):
            g = r + self.gamma * g
            returns.insert(0, g)
        returns = torch.tensor(returns)
        values = torch.stack(self.values)
        advantage = returns - values.detach()
        advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
        actor = -(torch.stack(self.log_probs) * advantage).mean()
        critic = F.smooth_l1_loss(values, returns)
        loss = actor + 0.5 * critic - self.ent * torch.stack(self.entropies).mean()
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 0.5)
        self.optimizer.step()
        self.clear()
        return loss.item()
