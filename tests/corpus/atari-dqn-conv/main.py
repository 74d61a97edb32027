import argparse
import math

import torch

from dqn.agent import DQNAgent
from dqn.wrappers import make_env


def epsilon(step, start=1.0, end=0.02, decay=30_000):
    return end + (start - end) * math.exp(-step / decay)


def train(args):
    env = make_env(args.env)
    agent = DQNAgent(env.action_space.n, args.device)
    state, _ = env.reset(seed=args.seed)
    episode_reward, episodes = 0, 0
    for step in range(args.steps):
        action = agent.act(state, epsilon(step))
        nxt, reward, term, trunc, _ = env.step(action)
        agent.memory.push(state, action, reward, nxt, term)
        state = nxt
        episode_reward += reward
        if len(agent.memory) > args.warmup:
            agent.optimize()
        if step % 1000 == 0:
            agent.sync()
        if term or trunc:
            episodes += 1
            print(f"step {step} episode {episodes} reward {episode_reward:.0f}")
            episode_reward = 0
            state, _ = env.reset()
    torch.save(agent.q.state_dict(), args.weights)


def test(args):
    env = make_env(args.env, render_mode="human")
    agent = DQNAgent(env.action_space.n, args.device)
    agent.q.load_state_dict(torch.load(args.weights, map_location=args.device))
    state, _ = env.reset()
    done = False
    while not done:
        state, _, term, trunc, _ = env.step(agent.act(state, 0.01))
        done = term or trunc


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", choices=["train", "test"], default="train")
    parser.add_argument("--env", default="PongNoFrameskip-v4")
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--warmup", type=int, default=10_000)
    parser.add_argument("--weights", default="pong.pt")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    {"train": train, "test": test}[args.mode](args)
