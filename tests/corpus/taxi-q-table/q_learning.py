import argparse
import pickle

import gymnasium as gym
import numpy as np


def train(env, episodes, alpha, gamma, eps):
    q = np.zeros((env.observation_space.n, env.action_space.n))
    for episode in range(episodes):
        s, _ = env.reset()
        done, total = False, 0
        while not done:
            a = env.action_space.sample() if np.random.rand() < eps else int(q[s].argmax())
            s2, r, term, trunc, _ = env.step(a)
            q[s, a] += alpha * (r + gamma * q[s2].max() * (not term) - q[s, a])
            s, total, done = s2, total + r, term or trunc
        if episode % 500 == 0:
            print(episode, total)
    return q


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--episodes", type=int, default=5000)
    p.add_argument("--alpha", type=float, default=0.1)
    p.add_argument("--gamma", type=float, default=0.95)
    p.add_argument("--eps", type=float, default=0.1)
    a = p.parse_args()
    q = train(gym.make("Taxi-v3"), a.episodes, a.alpha, a.gamma, a.eps)
    pickle.dump(q, open("taxi.pkl", "wb"))
