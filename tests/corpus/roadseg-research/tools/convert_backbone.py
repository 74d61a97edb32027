"""Converts a TensorFlow checkpoint of the backbone. Needs tensorflow 1.x, run once."""
import sys

import numpy as np
import torch


def convert(src, dst):
    import tensorflow as tf
    reader = tf.train.NewCheckpointReader(src)
    state = {}
    for name in reader.get_variable_to_shape_map():
        value = reader.get_tensor(name)
        if value.ndim == 4:
            value = np.transpose(value, (3, 2, 0, 1))
        state[name.replace("/", ".")] = torch.from_numpy(value)
    torch.save(state, dst)


if __name__ == "__main__":
    convert(*sys.argv[1:3])
