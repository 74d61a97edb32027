import random
import time

import numpy as np

import sorts

MODELS = {"insertion": sorts.insertion, "merge": sorts.merge, "quick": sorts.quick, "timsort": sorted}

for n in (100, 1000, 4000):
    data = [random.random() for _ in range(n)]
    for name, model in MODELS.items():
        times = []
        for epoch in range(5):
            start = time.perf_counter()
            model(data)
            times.append(time.perf_counter() - start)
        print(f"{n:6d} {name:10s} {np.median(times) * 1e3:9.3f} ms")
