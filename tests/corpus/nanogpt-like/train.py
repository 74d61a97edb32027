import torch
from gpt import GPT, GPTConfig

with open('input.txt', 'r') as f:
    text = f.read()
chars = sorted(set(text))
stoi = {c: i for i, c in enumerate(chars)}
data = torch.tensor([stoi[c] for c in text], dtype=torch.long)
config = GPTConfig(vocab_size=len(chars))
model = GPT(config)
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)


def get_batch():
    ix = torch.randint(len(data) - config.block_size, (32,))
    x = torch.stack([data[i:i + config.block_size] for i in ix])
    y = torch.stack([data[i + 1:i + config.block_size + 1] for i in ix])
    return x, y


for it in range(5000):
    x, y = get_batch()
    logits, loss = model(x, y)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
