import torch
import torch.nn as nn
import torch.nn.functional as F


class MultiHeadAttention(nn.Module):
    def __init__(self, n_head, d_model, dropout=0.1):
        super().__init__()
        self.n_head, self.d_k = n_head, d_model // n_head
        self.w_qs = nn.Linear(d_model, d_model, bias=False)
        self.w_ks = nn.Linear(d_model, d_model, bias=False)
        self.w_vs = nn.Linear(d_model, d_model, bias=False)
        self.fc = nn.Linear(d_model, d_model, bias=False)
        self.dropout = nn.Dropout(dropout)
        self.norm = nn.LayerNorm(d_model, eps=1e-6)

    def forward(self, q, k, v, mask=None):
        residual, b = q, q.size(0)
        split = lambda t: t.view(b, -1, self.n_head, self.d_k).transpose(1, 2)
        q, k, v = split(self.w_qs(q)), split(self.w_ks(k)), split(self.w_vs(v))
        attn = torch.matmul(q / self.d_k ** 0.5, k.transpose(2, 3))
        if mask is not None:
            attn = attn.masked_fill(mask.unsqueeze(1) == 0, -1e9)
        out = torch.matmul(self.dropout(F.softmax(attn, dim=-1)), v)
        out = out.transpose(1, 2).contiguous().view(b, -1, self.n_head * self.d_k)
        return self.norm(self.dropout(self.fc(out)) + residual)


class FeedForward(nn.Module):
    def __init__(self, d_model, d_inner, dropout=0.1):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d_model, d_inner), nn.ReLU(), nn.Linear(d_inner, d_model),
                                 nn.Dropout(dropout))
        self.norm = nn.LayerNorm(d_model, eps=1e-6)

    def forward(self, x):
        return self.norm(self.net(x) + x)
