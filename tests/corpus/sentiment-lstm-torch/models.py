import torch.nn as nn
import torch


class LSTMClassifier(nn.Module):
    def __init__(self, vocab_size, emb_dim, hidden_dim, out_dim):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, emb_dim)
        self.rnn = nn.LSTM(emb_dim, hidden_dim, bidirectional=True)
        self.fc = nn.Linear(hidden_dim * 2, out_dim)

    def forward(self, text):
        out, (hidden, cell) = self.rnn(self.embedding(text))
        return self.fc(torch.cat((hidden[-2], hidden[-1]), dim=1))


class CNNClassifier(nn.Module):
    def __init__(self, vocab_size, emb_dim):
        super().__init__()
        self.conv = nn.Conv2d(1, 100, (3, emb_dim))
