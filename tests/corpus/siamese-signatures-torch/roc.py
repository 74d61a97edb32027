import numpy as np
import torch
import torch.nn.functional as F
import torchvision.transforms as transforms
from sklearn.metrics import auc, roc_curve
from torch.utils.data import DataLoader

from config import Config
from pairs import SiamesePairs
from siamese import SiameseNetwork

net = SiameseNetwork()
net.load_state_dict(torch.load("siamese.pt"))
net.eval()
t = transforms.Compose([transforms.Resize((100, 100)), transforms.ToTensor()])
distances, labels = [], []
with torch.no_grad():
    for a, b, y in DataLoader(SiamesePairs(Config.testing_dir, t), batch_size=16):
        distances.append(F.pairwise_distance(*net(a, b)).numpy())
        labels.append(y.numpy().ravel())
fpr, tpr, thresholds = roc_curve(np.concatenate(labels), np.concatenate(distances))
print("auc", auc(fpr, tpr), "threshold", thresholds[np.argmax(tpr - fpr)])
