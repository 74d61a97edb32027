import time

import gymnasium as gym
import warehouse_env  # noqa: F401
from stable_baselines3 import PPO

env = gym.make("Warehouse-v0", render_mode="ansi")
model = PPO.load("warehouse")
obs, _ = env.reset()
for _ in range(200):
    action, _ = model.predict(obs, deterministic=True)
    obs, reward, done, truncated, _ = env.step(int(action))
    print("\033[2J" + env.render(), reward)
    time.sleep(0.2)
    if done or truncated:
        obs, _ = env.reset()
