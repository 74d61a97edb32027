import pickle

import gymnasium as gym

q = pickle.load(open("taxi.pkl", "rb"))
env = gym.make("Taxi-v3", render_mode="human")
s, _ = env.reset()
done = False
while not done:
    s, r, term, trunc, _ = env.step(int(q[s].argmax()))
    done = term or trunc
