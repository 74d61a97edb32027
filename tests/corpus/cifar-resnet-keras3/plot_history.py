import json
import sys

import matplotlib.pyplot as plt

with open(sys.argv[1]) as f:
    history = json.load(f)
plt.plot(history["accuracy"], label="train")
plt.plot(history["val_accuracy"], label="test")
plt.legend()
plt.savefig("accuracy.png")
