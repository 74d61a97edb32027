import argparse
import json

import torch
from torch.utils.data import DataLoader, TensorDataset

from metrics import bleu
from models import Captioner

URLS = {"base": "https://models.example.org/caption/base.pt", "large": "https://models.example.org/caption/large.pt"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", choices=URLS, default="base")
    parser.add_argument("--split", default="val")
    parser.add_argument("--batch_size", type=int, default=64)
    args = parser.parse_args()

    state = torch.hub.load_state_dict_from_url(URLS[args.checkpoint], map_location="cpu")
    model = Captioner(state["embed.weight"].shape[0], state["embed.weight"].shape[1])
    model.load_state_dict(state)
    model.eval()
    data = torch.load(f"data/{args.split}.pt")
    words = json.load(open("data/words.json"))
    hypotheses = []
    for (memory,) in DataLoader(TensorDataset(data["features"]), args.batch_size):
        for row in model.generate(memory, 1, 2).tolist():
            row = row[1:row.index(2)] if 2 in row else row[1:]
            hypotheses.append([words[i] for i in row])
    print("BLEU-4: %.4f" % bleu(hypotheses, data["references"]))


if __name__ == "__main__":
    main()
