import gymnasium as gym
import numpy as np
import tensorflow as tf

from ddpg import DDPG, Buffer
from noise import OUNoise

env = gym.make("Pendulum-v1")
n_states, n_actions = env.observation_space.shape[0], env.action_space.shape[0]
upper, lower = env.action_space.high[0], env.action_space.low[0]

agent = DDPG(n_states, n_actions, upper)
buffer = Buffer(n_states, n_actions)
noise = OUNoise(np.zeros(1), 0.2 * np.ones(1))

rewards = []
for ep in range(100):
    state, _ = env.reset()
    total = 0
    while True:
        action = tf.squeeze(agent.actor(tf.expand_dims(state, 0))).numpy() + noise()
        action = np.clip(action, lower, upper)
        nxt, reward, done, truncated, _ = env.step(action)
        buffer.record(state, action, reward, nxt)
        total += reward
        if buffer.n > buffer.batch:
            agent.update(*buffer.sample())
        state = nxt
        if done or truncated:
            break
    rewards.append(total)
    print("Episode * {} * Avg Reward is ==> {}".format(ep, np.mean(rewards[-40:])))

agent.actor.save_weights("pendulum_actor.weights.h5")
