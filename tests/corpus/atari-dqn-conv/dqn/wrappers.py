import collections

import cv2
import gym
import numpy as np


class Warp(gym.ObservationWrapper):
    def __init__(self, env):
        super().__init__(env)
        self.observation_space = gym.spaces.Box(0, 255, (84, 84), np.uint8)

    def observation(self, frame):
        return cv2.resize(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), (84, 84), interpolation=cv2.INTER_AREA)


class Stack(gym.Wrapper):
    def __init__(self, env, k=4):
        super().__init__(env)
        self.frames = collections.deque(maxlen=k)
        self.observation_space = gym.spaces.Box(0, 255, (k, 84, 84), np.uint8)

    def reset(self, **kwargs):
        obs, info = self.env.reset(**kwargs)
        for _ in range(self.frames.maxlen):
            self.frames.append(obs)
        return np.stack(self.frames), info

    def step(self, action):
        obs, reward, term, trunc, info = self.env.step(action)
        self.frames.append(obs)
        return np.stack(self.frames), np.sign(reward), term, trunc, info


def make_env(name, **kwargs):
    return Stack(Warp(gym.make(name, **kwargs)))
