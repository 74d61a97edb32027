# coding: UTF-8
import os
import time
import pickle as pkl
from datetime import timedelta

import torch

MAX_VOCAB_SIZE = 10000
UNK, PAD = '<UNK>', '<PAD>'


def build_vocab(path, min_freq=1):
    counts = {}
    with open(path, 'r', encoding='UTF-8') as f:
        for line in f:
            for ch in line.strip().split('\t')[0]:
                counts[ch] = counts.get(ch, 0) + 1
    words = sorted([c for c in counts.items() if c[1] >= min_freq], key=lambda c: c[1], reverse=True)[:MAX_VOCAB_SIZE]
    vocab = {w: i for i, (w, _) in enumerate(words)}
    vocab.update({UNK: len(vocab), PAD: len(vocab) + 1})
    return vocab


def build_dataset(config):
    if os.path.exists(config.vocab_path):
        vocab = pkl.load(open(config.vocab_path, 'rb'))
    else:
        vocab = build_vocab(config.train_path)
        pkl.dump(vocab, open(config.vocab_path, 'wb'))

    def load(path, pad_size=32):
        contents = []
        with open(path, 'r', encoding='UTF-8') as f:
            for line in f:
                text, label = line.strip().split('\t')
                ids = [vocab.get(ch, vocab[UNK]) for ch in text][:pad_size]
                contents.append((ids + [vocab[PAD]] * (pad_size - len(ids)), int(label)))
        return contents
    return vocab, load(config.train_path), load(config.dev_path), load(config.test_path)


class DatasetIterater(object):
    def __init__(self, batches, batch_size, device):
        self.data = batches
        self.batch_size = batch_size
        self.device = device

    def __iter__(self):
        for i in range(0, len(self.data), self.batch_size):
            part = self.data[i:i + self.batch_size]
            yield (torch.LongTensor([p[0] for p in part]).to(self.device),
                   torch.LongTensor([p[1] for p in part]).to(self.device))

    def __len__(self):
        return (len(self.data) + self.batch_size - 1) // self.batch_size


def build_iterator(dataset, config):
    return DatasetIterater(dataset, config.batch_size, config.device)


def get_time_dif(start_time):
    return timedelta(seconds=int(round(time.time() - start_time)))
