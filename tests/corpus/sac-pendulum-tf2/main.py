import gymnasium as gym
import numpy as np
import tensorflow as tf

from replay import Replay
from sac import SAC

WARMUP, STEPS, BATCH = 1_000, 20_000, 128


def rollout(env, agent):
    obs, _ = env.reset()
    total, over = 0.0, False
    while not over:
        act = agent.policy(obs[None])[0][0].numpy()
        obs, rew, term, trunc, _ = env.step(act)
        total, over = total + rew, term or trunc
    return total


if __name__ == "__main__":
    tf.random.set_seed(0)
    env, exam = gym.make("Pendulum-v1"), gym.make("Pendulum-v1")
    agent = SAC(env.action_space.shape[0], float(env.action_space.high[0]))
    memory = Replay(50_000, env.observation_space.shape[0], env.action_space.shape[0])
    obs, _ = env.reset(seed=0)
    for step in range(STEPS):
        act = env.action_space.sample() if step < WARMUP else agent.policy(obs[None])[0][0].numpy()
        nxt, rew, term, trunc, _ = env.step(act)
        memory.add(obs=obs, act=act, rew=rew, nxt=nxt, end=float(term))
        obs = env.reset()[0] if term or trunc else nxt
        if step >= WARMUP:
            agent.improve(*map(tf.convert_to_tensor, memory.batch(BATCH)))
        if step % 2_000 == 0:
            print(step, "return", np.mean([rollout(exam, agent) for _ in range(5)]))
    agent.policy.save_weights("policy.weights.h5")
