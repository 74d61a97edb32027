import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, n_words, n_chars, n_tags, word_dim=100, char_dim=25, hidden=128):
        super().__init__()
        self.words = nn.Embedding(n_words, word_dim)
        self.chars = nn.Embedding(n_chars, char_dim)
        self.char_rnn = nn.LSTM(char_dim, 25, bidirectional=True, batch_first=True)
        self.rnn = nn.LSTM(word_dim + 50, hidden, bidirectional=True, batch_first=True)
        self.drop = nn.Dropout(0.5)
        self.out = nn.Linear(2 * hidden, n_tags)

    def forward(self, words, chars):
        _, (h, _) = self.char_rnn(self.chars(chars))
        x = torch.cat([self.words(words), h.transpose(0, 1).reshape(len(words), -1)], dim=1)
        y, _ = self.rnn(self.drop(x).unsqueeze(0))
        return self.out(self.drop(y.squeeze(0)))
