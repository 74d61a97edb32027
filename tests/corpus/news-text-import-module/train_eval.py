# coding: UTF-8
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn import metrics

from utils import get_time_dif


def init_network(model, exclude='embedding'):
    for name, w in model.named_parameters():
        if exclude not in name:
            if 'weight' in name and w.dim() > 1:
                nn.init.xavier_normal_(w)
            elif 'bias' in name:
                nn.init.constant_(w, 0)


def train(config, model, train_iter, dev_iter, test_iter):
    start_time = time.time()
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=config.learning_rate)
    total_batch = 0
    dev_best_loss = float('inf')
    last_improve = 0
    flag = False  # 是否很久没有效果提升
    for epoch in range(config.num_epochs):
        print('Epoch [{}/{}]'.format(epoch + 1, config.num_epochs))
        for i, (trains, labels) in enumerate(train_iter):
            outputs = model(trains)
            model.zero_grad()
            loss = F.cross_entropy(outputs, labels)
            loss.backward()
            optimizer.step()
            if total_batch % 100 == 0:
                predic = torch.max(outputs.data, 1)[1].cpu()
                train_acc = metrics.accuracy_score(labels.data.cpu(), predic)
                dev_acc, dev_loss = evaluate(config, model, dev_iter)
                if dev_loss < dev_best_loss:
                    dev_best_loss = dev_loss
                    torch.save(model.state_dict(), config.save_path)
                    last_improve = total_batch
                print('Iter: {0:>6}, Train Loss: {1:>5.2}, Train Acc: {2:>6.2%}, Val Loss: {3:>5.2}, Val Acc: {4:>6.2%}'
                      .format(total_batch, loss.item(), train_acc, dev_loss, dev_acc), get_time_dif(start_time))
                model.train()
            total_batch += 1
            if total_batch - last_improve > config.require_improvement:
                print("No optimization for a long time, auto-stopping...")
                flag = True
                break
        if flag:
            break
    test(config, model, test_iter)


def test(config, model, test_iter):
    model.load_state_dict(torch.load(config.save_path))
    model.eval()
    test_acc, test_loss, report = evaluate(config, model, test_iter, test=True)
    print('Test Loss: {0:>5.2}, Test Acc: {1:>6.2%}'.format(test_loss, test_acc))
    print(report)


def evaluate(config, model, data_iter, test=False):
    model.eval()
    loss_total = 0
    predict_all, labels_all = np.array([], dtype=int), np.array([], dtype=int)
    with torch.no_grad():
        for texts, labels in data_iter:
            outputs = model(texts)
            loss_total += F.cross_entropy(outputs, labels).item()
            labels_all = np.append(labels_all, labels.data.cpu().numpy())
            predict_all = np.append(predict_all, torch.max(outputs.data, 1)[1].cpu().numpy())
    acc = metrics.accuracy_score(labels_all, predict_all)
    if test:
        return acc, loss_total / len(data_iter), metrics.classification_report(labels_all, predict_all, digits=4)
    return acc, loss_total / len(data_iter)
