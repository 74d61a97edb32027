import argparse
from collections import deque

import gymnasium as gym
import numpy as np
import torch

from agent import Agent
from plotting import plot_scores


def play(env, agent, learn=True):
    obs, _ = env.reset()
    score, done = 0.0, False
    while not done:
        obs, reward, terminated, truncated, _ = env.step(agent.act(obs, greedy=not learn))
        done = terminated or truncated
        agent.remember(reward)
        score += reward
    if learn:
        agent.learn()
    else:
        agent.clear()
    return score


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--env", default="LunarLander-v2")
    parser.add_argument("--episodes", type=int, default=2000)
    parser.add_argument("--test", action="store_true")
    parser.add_argument("--load", default=None)
    args = parser.parse_args()

    env = gym.make(args.env, render_mode="human" if args.test else None)
    agent = Agent(env.observation_space.shape[0], env.action_space.n)
    if args.load:
        agent.net.load_state_dict(torch.load(args.load))

    scores, window, best = [], deque(maxlen=100), -np.inf
    for episode in range(5 if args.test else args.episodes):
        score = play(env, agent, learn=not args.test)
        scores.append(score)
        window.append(score)
        if episode % 20 == 0:
            print(f"episode {episode} score {score:.1f} average {np.mean(window):.1f}")
        if not args.test and len(window) == 100 and np.mean(window) > best:
            best = np.mean(window)
            torch.save(agent.net.state_dict(), "best.pth")
    if not args.test:
        plot_scores(scores, "scores.png")
