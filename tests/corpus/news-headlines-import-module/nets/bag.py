from torch import nn

SETTINGS = dict(embed=200)


class Net(nn.Module):
    def __init__(self, n_chars, n_classes, embed):
        super().__init__()
        self.table = nn.EmbeddingBag(n_chars, embed, padding_idx=0)
        self.score = nn.Linear(embed, n_classes)

    def forward(self, x):
        return self.score(self.table(x))
