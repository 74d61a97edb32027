import numpy as np


def load(n=800, seed=11):
    rng = np.random.default_rng(seed)
    size = rng.uniform(30, 200, n)
    rooms = np.round(size / 25 + rng.normal(0, .5, n))
    age = rng.uniform(0, 80, n)
    price = 1500 * size + 8000 * rooms - 400 * age + rng.normal(0, 9000, n)
    return np.column_stack([size, rooms, age]), price
