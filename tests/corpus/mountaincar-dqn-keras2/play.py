import gym
from keras.models import load_model

env = gym.make('MountainCar-v0')
net = load_model('car.h5')
position = env.reset()
over = False
while not over:
    env.render()
    position, _, over, _ = env.step(int(net.predict(position[None, :]).argmax()))
