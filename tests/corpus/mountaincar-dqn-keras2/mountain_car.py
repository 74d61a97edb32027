# -*- coding: utf-8 -*-
import collections
import gym
import numpy
from keras import models, layers, optimizers

GAMES = 400
STEPS = 200
GAMMA = 0.99
BATCH = 64


def make_network(inputs, outputs):
    net = models.Sequential()
    net.add(layers.Dense(32, activation='relu', input_shape=(inputs,)))
    net.add(layers.Dense(32, activation='relu'))
    net.add(layers.Dense(outputs))
    net.compile(optimizers.Adam(lr=0.002), loss='mse')
    return net


class Player:
    def __init__(self, env):
        self.env = env
        self.actions = env.action_space.n
        self.online = make_network(env.observation_space.shape[0], self.actions)
        self.frozen = make_network(env.observation_space.shape[0], self.actions)
        self.seen = collections.deque(maxlen=20000)
        self.curiosity = 1.0

    def choose(self, position):
        if numpy.random.random() < self.curiosity:
            return self.env.action_space.sample()
        return int(self.online.predict(position[None, :]).argmax())

    def study(self):
        if len(self.seen) < 10 * BATCH:
            return
        picks = [self.seen[i] for i in numpy.random.randint(0, len(self.seen), BATCH)]
        before, action, reward, after, over = map(numpy.array, zip(*picks))
        wanted = self.online.predict(before)
        future = self.frozen.predict(after).max(axis=1)
        wanted[range(BATCH), action] = reward + GAMMA * future * (1 - over)
        self.online.fit(before, wanted, epochs=1, verbose=0)

    def end_of_game(self):
        self.frozen.set_weights(self.online.get_weights())
        self.curiosity = max(0.05, self.curiosity - 0.005)


def play_one(env, player):
    position = env.reset()
    highest = -2
    for step in range(STEPS):
        action = player.choose(position)
        after, reward, over, _ = env.step(action)
        highest = max(highest, after[0])
        reward = reward + 10 * abs(after[1])      # reward speed, otherwise it never learns
        player.seen.append((position, action, reward, after, float(after[0] >= 0.5)))
        player.study()
        position = after
        if over:
            break
    player.end_of_game()
    return highest, step


if __name__ == '__main__':
    env = gym.make('MountainCar-v0')
    player = Player(env)
    for game in range(GAMES):
        highest, step = play_one(env, player)
        print('game %d, highest point %.2f after %d steps' % (game, highest, step))
        if highest >= 0.5:
            player.online.save('car.h5')
