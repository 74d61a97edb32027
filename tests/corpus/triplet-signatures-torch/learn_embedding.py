import torch

import settings as s
from embedder import Embedder
from triplets import Triplets

loader = torch.utils.data.DataLoader(Triplets(s.FOLDER, slice(0, 40)), s.BATCH, shuffle=True)
embed = Embedder()
distance = torch.nn.TripletMarginLoss(margin=s.MARGIN)
optim = torch.optim.Adam(embed.parameters(), 4e-4)

for epoch in range(s.EPOCHS):
    hard = 0
    for triple in loader:
        a, p, n = map(embed, triple)
        cost = distance(a, p, n)
        # skip batches that have nothing to teach
        if cost.item() == 0:
            continue
        optim.zero_grad()
        cost.backward()
        optim.step()
        hard += 1
    print(f"epoch {epoch}: {hard} of {len(loader)} batches still hard, last cost {cost.item():.4f}")

torch.save(embed.state_dict(), "embedder.pt")
