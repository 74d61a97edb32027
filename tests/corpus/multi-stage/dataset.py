import cv2, os
from torch.utils.data import Dataset


class RoadDataset(Dataset):
    def __init__(self, root):
        self.files = os.listdir(root)

    def __getitem__(self, i):
        return cv2.imread(self.files[i]), cv2.imread(self.files[i], 0)
