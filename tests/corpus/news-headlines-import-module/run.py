# -*- coding: utf-8 -*-
import argparse
import random
from importlib import import_module

import torch

from loop import fit, report
from headlines import Headlines

ap = argparse.ArgumentParser(description=u'新闻标题分类')
ap.add_argument('--net', default='birnn', help='birnn, convnet, bag')
ap.add_argument('--folder', default='headlines')
ap.add_argument('--rounds', type=int, default=8)
ap.add_argument('--seed', type=int, default=2021)
opt = ap.parse_args()

if __name__ == '__main__':
    random.seed(opt.seed)
    torch.manual_seed(opt.seed)
    device = 'cuda:0' if torch.cuda.is_available() else 'cpu'
    data = Headlines(opt.folder)
    # 模型文件里必须有 Net 和 SETTINGS
    module = import_module('nets.%s' % opt.net)
    net = module.Net(len(data.chars), data.n_classes, **module.SETTINGS).to(device)
    print(opt.net, sum(p.numel() for p in net.parameters()), u'个参数')
    best = fit(net, data, opt.rounds, device, 'best_%s.pt' % opt.net)
    print(u'开发集最好: %.4f' % best)
    net.load_state_dict(torch.load('best_%s.pt' % opt.net))
    report(net, data, device)
