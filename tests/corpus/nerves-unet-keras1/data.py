from __future__ import print_function

import os

import cv2
import numpy as np


def create(folder, masks):
    names = sorted(n for n in os.listdir(folder) if ('mask' in n) == masks)
    out = np.zeros((len(names), 1, 80, 112), dtype=np.uint8)
    for i, n in enumerate(names):
        out[i, 0] = cv2.resize(cv2.imread(os.path.join(folder, n), cv2.IMREAD_GRAYSCALE), (112, 80))
    return out


def load_train():
    return np.load('train.npy'), np.load('masks.npy')


if __name__ == '__main__':
    np.save('train.npy', create('raw/train', False))
    np.save('masks.npy', create('raw/train', True))
    np.save('test.npy', create('raw/test', False))
