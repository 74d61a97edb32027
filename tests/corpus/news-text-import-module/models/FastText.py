# coding: UTF-8
import torch.nn as nn

from models.TextRNN import Config as Base


class Config(Base):
    def __init__(self, dataset):
        super().__init__(dataset)
        self.model_name = 'FastText'
        self.save_path = dataset + '/saved_dict/FastText.ckpt'


class Model(nn.Module):
    def __init__(self, config):
        super(Model, self).__init__()
        self.embedding = nn.EmbeddingBag(config.n_vocab, config.embed)
        self.fc = nn.Linear(config.embed, config.num_classes)

    def forward(self, x):
        return self.fc(self.embedding(x))
