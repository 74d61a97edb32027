import albumentations as A
import cv2
from albumentations.pytorch import ToTensorV2
from torch.utils.data import Dataset

from config import CFG


def get_transforms(data):
    if data == 'train':
        return A.Compose([A.RandomResizedCrop(CFG.size, CFG.size), A.Transpose(p=0.5), A.HorizontalFlip(p=0.5),
                          A.ShiftScaleRotate(p=0.5), A.Normalize(), ToTensorV2()])
    return A.Compose([A.Resize(CFG.size, CFG.size), A.Normalize(), ToTensorV2()])


class LeafDataset(Dataset):
    def __init__(self, df, data):
        self.files = df['image_id'].values
        self.labels = df['label'].values
        self.t = get_transforms(data)

    def __len__(self):
        return len(self.files)

    def __getitem__(self, idx):
        image = cv2.cvtColor(cv2.imread(f'{CFG.train_path}/{self.files[idx]}'), cv2.COLOR_BGR2RGB)
        return self.t(image=image)['image'], int(self.labels[idx])
