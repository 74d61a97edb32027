import random

WIDTH, HEIGHT = 24, 18


class Board:
    def __init__(self):
        self.reset()

    def reset(self):
        self.body = [(WIDTH // 2, HEIGHT // 2)]
        self.direction = (1, 0)
        self.reward = 0
        self.place_food()

    def place_food(self):
        free = [(x, y) for x in range(WIDTH) for y in range(HEIGHT) if (x, y) not in self.body]
        self.food = random.choice(free)

    def step(self, action):
        if action != (-self.direction[0], -self.direction[1]):
            self.direction = action
        head = (self.body[0][0] + self.direction[0], self.body[0][1] + self.direction[1])
        done = head in self.body or not (0 <= head[0] < WIDTH and 0 <= head[1] < HEIGHT)
        if not done:
            self.body.insert(0, head)
            if head == self.food:
                self.reward += 1
                self.place_food()
            else:
                self.body.pop()
        return done
