import numpy as np
import torch
from sklearn.metrics import roc_curve

import settings as s
from embedder import Embedder
from triplets import Triplets

embed = Embedder()
embed.load_state_dict(torch.load("embedder.pt"))
embed.eval()
near, far = [], []
with torch.no_grad():
    for a, p, n in torch.utils.data.DataLoader(Triplets(s.FOLDER, slice(40, None)), s.BATCH):
        a, p, n = embed(a), embed(p), embed(n)
        near += (a - p).norm(dim=1).tolist()
        far += (a - n).norm(dim=1).tolist()
fpr, tpr, at = roc_curve([0] * len(near) + [1] * len(far), near + far)
i = np.argmin(np.abs(fpr - (1 - tpr)))
print("equal error rate %.3f at distance %.3f" % (fpr[i], at[i]))
