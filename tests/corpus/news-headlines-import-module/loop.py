# -*- coding: utf-8 -*-
import torch
from sklearn.metrics import classification_report
from torch.nn.functional import cross_entropy


def fit(net, data, rounds, device, path):
    optim = torch.optim.AdamW(net.parameters(), lr=2e-3)
    best, bad = 0., 0
    for r in range(rounds):
        net.train()
        for x, y in data.batches('train', 200, shuffle=True):
            cost = cross_entropy(net(x.to(device)), y.to(device))
            optim.zero_grad()
            cost.backward()
            optim.step()
        truth, guess = answers(net, data, 'dev', device)
        score = (truth == guess).float().mean().item()
        print(u'第 %d 轮  loss %.3f  dev %.4f' % (r + 1, cost.item(), score))
        if score > best:
            best, bad = score, 0
            torch.save(net.state_dict(), path)
        else:
            bad += 1
            if bad == 2:      # 两轮没有提高就停
                break
    return best


def answers(net, data, part, device):
    net.eval()
    with torch.no_grad():
        pairs = [(y, net(x.to(device)).argmax(1).cpu()) for x, y in data.batches(part, 500)]
    truth, guess = zip(*pairs)
    return torch.cat(truth), torch.cat(guess)


def report(net, data, device):
    truth, guess = answers(net, data, 'test', device)
    print(classification_report(truth, guess, digits=4))
