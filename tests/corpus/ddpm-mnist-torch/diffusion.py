import torch
import torch.nn.functional as F


class Diffusion:
    def __init__(self, steps=400, device="cpu"):
        self.steps, self.device = steps, device
        beta = torch.linspace(1e-4, 0.02, steps, device=device)
        self.beta = beta
        self.alpha = 1 - beta
        self.alpha_bar = torch.cumprod(self.alpha, 0)

    def add_noise(self, x, t):
        a = self.alpha_bar[t].view(-1, 1, 1, 1)
        noise = torch.randn_like(x)
        return a.sqrt() * x + (1 - a).sqrt() * noise, noise

    def loss(self, model, x):
        t = torch.randint(0, self.steps, (len(x),), device=self.device)
        noisy, noise = self.add_noise(x, t)
        return F.mse_loss(model(noisy, t), noise)

    @torch.no_grad()
    def sample(self, model, n):
        x = torch.randn(n, 1, 28, 28, device=self.device)
        for t in reversed(range(self.steps)):
            eps = model(x, torch.full((n,), t, device=self.device))
            x = (x - self.beta[t] / (1 - self.alpha_bar[t]).sqrt() * eps) / self.alpha[t].sqrt()
            if t > 0:
                x = x + self.beta[t].sqrt() * torch.randn_like(x)
        return x
