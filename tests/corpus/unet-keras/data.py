import os
import cv2
import numpy as np
from glob import glob


def load_dataset(path, size):
    images = sorted(glob(os.path.join(path, "images", "*.jpg")))
    masks = sorted(glob(os.path.join(path, "masks", "*.png")))
    x = np.array([cv2.resize(cv2.imread(p), size) for p in images])
    y = np.array([cv2.resize(cv2.imread(p, 0), size) for p in masks])
    return (x[10:], y[10:]), (x[:10], y[:10])
