import cv2
import numpy as np
from keras.utils import Sequence


class BoxSequence(Sequence):
    def __init__(self, lines, cfg):
        self.lines = lines
        self.cfg = cfg

    def __len__(self):
        return len(self.lines) // self.cfg["batch_size"]

    def __getitem__(self, i):
        n, size, cells = self.cfg["batch_size"], self.cfg["input"], self.cfg["cells"]
        x = np.zeros((n, size, size, 3), np.float32)
        y = np.zeros((n, cells, cells, 5 + len(self.cfg["classes"])), np.float32)
        for k, line in enumerate(self.lines[i * n:(i + 1) * n]):
            parts = line.split()
            img = cv2.imread(parts[0])
            h, w = img.shape[:2]
            x[k] = cv2.resize(img, (size, size)) / 255.
            for box in parts[1:]:
                x1, y1, x2, y2, c = map(float, box.split(","))
                cx, cy = (x1 + x2) / 2 / w * cells, (y1 + y2) / 2 / h * cells
                cell = y[k, int(cy), int(cx)]
                cell[:5] = cx % 1, cy % 1, (x2 - x1) / w, (y2 - y1) / h, 1
                cell[5 + int(c)] = 1
        return x, y

    def on_epoch_end(self):
        np.random.shuffle(self.lines)
