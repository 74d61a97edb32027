import numpy as np


class AverageMeter:
    def __init__(self):
        self.sum = 0.0
        self.count = 0

    def update(self, value, n=1):
        self.sum += value * n
        self.count += n

    @property
    def avg(self):
        return self.sum / max(self.count, 1)


def mean_iou(hist):
    inter = np.diag(hist)
    union = hist.sum(0) + hist.sum(1) - inter
    return float((inter / np.maximum(union, 1)).mean())
