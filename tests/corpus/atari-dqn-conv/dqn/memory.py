import random
from collections import deque, namedtuple

Transition = namedtuple("Transition", "state action reward next_state done")


class ReplayMemory:
    def __init__(self, capacity):
        self.buffer = deque(maxlen=capacity)

    def push(self, *args):
        self.buffer.append(Transition(*args))

    def sample(self, n):
        return Transition(*zip(*random.sample(self.buffer, n)))

    def __len__(self):
        return len(self.buffer)
