from stable_baselines3 import PPO
model = PPO.load("ppo")
