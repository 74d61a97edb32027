import numpy as np


class OUNoise:
    def __init__(self, mean, sigma, theta=0.15, dt=1e-2):
        self.mean, self.sigma, self.theta, self.dt = mean, sigma, theta, dt
        self.reset()

    def __call__(self):
        self.x = (self.x + self.theta * (self.mean - self.x) * self.dt
                  + self.sigma * np.sqrt(self.dt) * np.random.normal(size=self.mean.shape))
        return self.x

    def reset(self):
        self.x = np.zeros_like(self.mean)
