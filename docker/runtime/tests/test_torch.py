"""PyTorch's raw loops: the same weights after any kill."""

from .support import RuntimeTest, needs

SCRIPT = """
import torch, torch.nn as nn, torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
torch.manual_seed(0)
torch.set_num_threads(1)
X = torch.randn(400, 10)
y = (X.sum(1) > 0).long()
loader = DataLoader(TensorDataset(X[:300], y[:300]), batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(10, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda e: 0.9 ** e)

def train(epoch):
    model.train()
    for data, target in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(data), target)
        loss.backward()
        optimizer.step()
    return loss.item()

def test():
    model.eval()
    with torch.no_grad():
        return (model(X[300:]).argmax(1) == y[300:]).float().mean().item()

best_acc = 0
for epoch in range(9):
    train_loss = train(epoch)
    test_acc = test()
    scheduler.step()
    if test_acc > best_acc:
        best_acc, best = test_acc, {k: v.clone() for k, v in model.state_dict().items()}
torch.save(best, "best.pt")
print(train_loss, best_acc, sum(p.abs().sum().item() for p in model.parameters()), sum(v.double().sum().item() for v in best.values()))
"""


@needs("torch")
class Torch(RuntimeTest):
    def test_a_raw_loop_resumes(self):
        self.write("train.py", SCRIPT)
        whole, part = self.check_resumes("train.py", format="torch-loop")
        found = {(m["name"], m["split"]) for m in whole.of("step")[0]["metrics"]}
        self.assertEqual(found, {("loss", "train"), ("accuracy", "test")})
        self.assertEqual((part.one("model")["path"], part.one("model")["format"]), ("best.pt", "torch"))
