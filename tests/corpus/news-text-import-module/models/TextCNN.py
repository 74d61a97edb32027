# coding: UTF-8
import torch
import torch.nn as nn
import torch.nn.functional as F

from models.TextRNN import Config as Base


class Config(Base):
    def __init__(self, dataset):
        super().__init__(dataset)
        self.model_name = 'TextCNN'
        self.save_path = dataset + '/saved_dict/TextCNN.ckpt'
        self.num_epochs = 20
        self.filter_sizes = (2, 3, 4)
        self.num_filters = 256


class Model(nn.Module):
    def __init__(self, config):
        super(Model, self).__init__()
        self.embedding = nn.Embedding(config.n_vocab, config.embed, padding_idx=config.n_vocab - 1)
        self.convs = nn.ModuleList([nn.Conv2d(1, config.num_filters, (k, config.embed)) for k in config.filter_sizes])
        self.dropout = nn.Dropout(config.dropout)
        self.fc = nn.Linear(config.num_filters * len(config.filter_sizes), config.num_classes)

    def forward(self, x):
        out = self.embedding(x).unsqueeze(1)
        out = [F.relu(conv(out)).squeeze(3) for conv in self.convs]
        out = torch.cat([F.max_pool1d(o, o.size(2)).squeeze(2) for o in out], 1)
        return self.fc(self.dropout(out))
