import random
import sys

import torch
from torch.nn.utils.rnn import pad_sequence

from conll import Alphabet, read
from tagger import Tagger

words, chars, tags = Alphabet(), Alphabet(), {}


def encode(sentence):
    w = torch.tensor([words[t.lower()] for t in sentence])
    c = pad_sequence([torch.tensor([chars[ch] for ch in t]) for t in sentence], batch_first=True)
    return w, c


def f1(model, data):
    model.eval()
    tp = fp = fn = 0
    with torch.no_grad():
        for (w, c), gold in data:
            guess = model(w, c).argmax(1)
            tp += ((guess == gold) & (gold != tags["O"])).sum().item()
            fp += ((guess != gold) & (guess != tags["O"])).sum().item()
            fn += ((guess != gold) & (gold != tags["O"])).sum().item()
    return 2 * tp / max(1, 2 * tp + fp + fn)


def train(epochs=15):
    prepare = lambda path: [(encode(s), torch.tensor([tags.setdefault(t, len(tags)) for t in ts])) for s, ts in read(path)]
    data = prepare("ned.train")
    words.frozen = chars.frozen = True
    dev = prepare("ned.testa")
    model = Tagger(len(words) + 2, len(chars) + 2, len(tags))
    optim = torch.optim.SGD(model.parameters(), lr=0.015, momentum=0.9)
    for epoch in range(epochs):
        random.shuffle(data)
        model.train()
        total = 0.0
        for (w, c), gold in data:
            optim.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(w, c), gold)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optim.step()
            total += loss.item()
        print("epoch", epoch, "loss %.4f" % (total / len(data)), "token F1 %.4f" % f1(model, dev))
    torch.save((model, words, chars, tags), "ner.pt")


def tag(text):
    global words, chars, tags
    model, words, chars, tags = torch.load("ner.pt", weights_only=False)
    names = {i: t for t, i in tags.items()}
    model.eval()
    print([(w, names[i]) for w, i in zip(text.split(), model(*encode(text.split())).argmax(1).tolist())])


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] == "tag":
        tag(sys.argv[2])
    else:
        train()
