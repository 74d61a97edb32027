import numpy as np


class Replay:
    def __init__(self, size, obs_dim, act_dim):
        self.store = {"obs": np.zeros((size, obs_dim), "f4"), "act": np.zeros((size, act_dim), "f4"),
                      "rew": np.zeros(size, "f4"), "nxt": np.zeros((size, obs_dim), "f4"), "end": np.zeros(size, "f4")}
        self.size, self.count = size, 0

    def add(self, **row):
        for key, value in row.items():
            self.store[key][self.count % self.size] = value
        self.count += 1

    def batch(self, n):
        at = np.random.randint(0, min(self.count, self.size), n)
        return [self.store[k][at] for k in ("obs", "act", "rew", "nxt", "end")]
