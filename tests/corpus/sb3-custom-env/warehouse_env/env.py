import gymnasium as gym
import numpy as np
from gymnasium import spaces


class WarehouseEnv(gym.Env):
    """A robot fetches boxes on a grid. Observation: robot, box, exit (x, y each), carrying."""

    metadata = {"render_modes": ["ansi"]}
    MOVES = np.array([[0, 1], [0, -1], [1, 0], [-1, 0]])

    def __init__(self, size=8, render_mode=None):
        self.size, self.render_mode = size, render_mode
        self.action_space = spaces.Discrete(5)
        self.observation_space = spaces.Box(0, 1, (7,), np.float32)

    def _obs(self):
        flat = np.concatenate([self.robot, self.box, self.exit]) / (self.size - 1)
        return np.append(flat, self.carrying).astype(np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.robot, self.box, self.exit = self.np_random.integers(0, self.size, (3, 2))
        self.carrying = 0
        return self._obs(), {}

    def step(self, action):
        reward, done = -0.01, False
        if action < 4:
            self.robot = np.clip(self.robot + self.MOVES[action], 0, self.size - 1)
        elif not self.carrying and (self.robot == self.box).all():
            self.carrying, reward = 1, 0.5
        elif self.carrying and (self.robot == self.exit).all():
            reward, done = 1.0, True
        if self.carrying:
            self.box = self.robot
        return self._obs(), reward, done, False, {}

    def render(self):
        grid = np.full((self.size, self.size), ".")
        grid[tuple(self.exit)], grid[tuple(self.box)], grid[tuple(self.robot)] = "E", "B", "R"
        return "\n".join(" ".join(row) for row in grid)
