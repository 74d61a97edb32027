'''
This script handles the training process.
'''
import argparse
import math
import pickle
import random
import time

import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence

from transformer import Transformer
from transformer.optim import ScheduledOptim


def batches(data, size, device):
    order = list(range(len(data["src"])))
    random.shuffle(order)
    for i in range(0, len(order), size):
        part = order[i:i + size]
        yield [pad_sequence([torch.tensor(data[side][j]) for j in part], batch_first=True).to(device)
               for side in ("src", "trg")]


def cal_loss(pred, gold, smoothing):
    return F.cross_entropy(pred.view(-1, pred.size(-1)), gold.reshape(-1), ignore_index=0,
                           label_smoothing=0.1 if smoothing else 0.0, reduction="sum")


def train_epoch(model, data, optimizer, opt, device):
    model.train()
    total, n_word, n_correct = 0, 0, 0
    for src, trg in batches(data, opt.batch_size, device):
        optimizer.zero_grad()
        pred = model(src, trg[:, :-1])
        gold = trg[:, 1:]
        loss = cal_loss(pred, gold, opt.label_smoothing)
        loss.backward()
        optimizer.step_and_update_lr()
        mask = gold != 0
        n_word += mask.sum().item()
        n_correct += (pred.argmax(-1).eq(gold) & mask).sum().item()
        total += loss.item()
    return total / n_word, n_correct / n_word


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('-data_pkl', default='m30k.pkl')
    parser.add_argument('-epoch', type=int, default=10)
    parser.add_argument('-b', '--batch_size', type=int, default=128)
    parser.add_argument('-warmup', '--n_warmup_steps', type=int, default=4000)
    parser.add_argument('-lr_mul', type=float, default=2.0)
    parser.add_argument('-proj_share_weight', action='store_true')
    parser.add_argument('-label_smoothing', action='store_true')
    opt = parser.parse_args()
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')

    data = pickle.load(open(opt.data_pkl, 'rb'))
    model = Transformer(len(data['vocab_src']), len(data['vocab_trg']), share=opt.proj_share_weight).to(device)
    optimizer = ScheduledOptim(torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), eps=1e-09),
                               opt.lr_mul, 256, opt.n_warmup_steps)
    for epoch in range(opt.epoch):
        start = time.time()
        loss, accu = train_epoch(model, data, optimizer, opt, device)
        print('[ Epoch %d ] ppl: %8.5f, accuracy: %3.3f %%, elapse: %3.3f min' % (
            epoch, math.exp(min(loss, 100)), 100 * accu, (time.time() - start) / 60))
        torch.save({'epoch': epoch, 'settings': opt, 'model': model.state_dict()}, 'trained.chkpt')


if __name__ == '__main__':
    main()
