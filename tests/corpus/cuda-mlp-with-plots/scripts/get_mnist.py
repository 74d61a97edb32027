"""Writes MNIST as raw floats, so that the C++ side needs no parser."""
import sys

import numpy as np
import torchvision

out = sys.argv[1]
for train in (True, False):
    data = torchvision.datasets.MNIST("/tmp/mnist", train=train, download=True)
    name = "train" if train else "test"
    data.data.numpy().astype(np.float32).tofile(f"{out}/{name}_x.bin")
    data.targets.numpy().astype(np.int32).tofile(f"{out}/{name}_y.bin")
