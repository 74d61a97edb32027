import argparse
import random

import torch
from torch.nn.functional import cross_entropy
from torch.nn.utils.rnn import pad_sequence

from schedule import Noam
from transformer import Seq2Seq


def shuffled(pairs, size, device):
    pairs = sorted(pairs, key=lambda p: len(p[0]) + random.random())
    batches = [pairs[i:i + size] for i in range(0, len(pairs), size)]
    random.shuffle(batches)
    for batch in batches:
        yield [pad_sequence([torch.tensor(s) for s in side], batch_first=True).to(device) for side in zip(*batch)]


def cost_of(model, source, target):
    logits = model(source, target[:, :-1])
    return cross_entropy(logits.flatten(0, 1), target[:, 1:].flatten(), ignore_index=0, label_smoothing=0.1)


def main(opt):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    sides = torch.load(opt.data)
    pairs = list(zip(sides["de"]["data"], sides["en"]["data"]))
    held, pairs = pairs[:1000], pairs[1000:]
    model = Seq2Seq(len(sides["de"]["vocab"]), len(sides["en"]["vocab"])).to(device)
    noam = Noam(torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), eps=1e-9), 192, opt.warm)
    for epoch in range(opt.epochs):
        model.train()
        for source, target in shuffled(pairs, opt.batch, device):
            cost = cost_of(model, source, target)
            cost.backward()
            noam.advance()
        model.eval()
        with torch.no_grad():
            costs = torch.stack([cost_of(model, s, t) for s, t in shuffled(held, opt.batch, device)])
        print(f"epoch {epoch}: perplexity {costs.mean().exp().item():.2f}")
        torch.save(model, "seq2seq.pt")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="recipes.pt")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--warm", type=int, default=3000)
    main(parser.parse_args())
