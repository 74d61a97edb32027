import numpy as np
import torch
import torch.nn as nn

from transformer.modules import FeedForward, MultiHeadAttention


def sinusoid(n_position, d):
    table = np.array([[p / 10000 ** (2 * (i // 2) / d) for i in range(d)] for p in range(n_position)])
    table[:, 0::2], table[:, 1::2] = np.sin(table[:, 0::2]), np.cos(table[:, 1::2])
    return torch.FloatTensor(table).unsqueeze(0)


class EncoderLayer(nn.Module):
    def __init__(self, d_model, d_inner, n_head):
        super().__init__()
        self.attn = MultiHeadAttention(n_head, d_model)
        self.ffn = FeedForward(d_model, d_inner)

    def forward(self, x, mask):
        return self.ffn(self.attn(x, x, x, mask))


class DecoderLayer(nn.Module):
    def __init__(self, d_model, d_inner, n_head):
        super().__init__()
        self.self_attn = MultiHeadAttention(n_head, d_model)
        self.enc_attn = MultiHeadAttention(n_head, d_model)
        self.ffn = FeedForward(d_model, d_inner)

    def forward(self, x, memory, self_mask, memory_mask):
        x = self.self_attn(x, x, x, self_mask)
        return self.ffn(self.enc_attn(x, memory, memory, memory_mask))


class Transformer(nn.Module):
    def __init__(self, n_src, n_trg, pad=0, d_model=256, d_inner=1024, n_layers=4, n_head=8, share=False):
        super().__init__()
        self.pad = pad
        self.src_emb = nn.Embedding(n_src, d_model, padding_idx=pad)
        self.trg_emb = nn.Embedding(n_trg, d_model, padding_idx=pad)
        self.register_buffer("pos", sinusoid(200, d_model))
        self.encoder = nn.ModuleList([EncoderLayer(d_model, d_inner, n_head) for _ in range(n_layers)])
        self.decoder = nn.ModuleList([DecoderLayer(d_model, d_inner, n_head) for _ in range(n_layers)])
        self.prj = nn.Linear(d_model, n_trg, bias=False)
        if share:
            self.prj.weight = self.trg_emb.weight

    def forward(self, src, trg):
        src_mask = (src != self.pad).unsqueeze(1)
        n = trg.size(1)
        trg_mask = (trg != self.pad).unsqueeze(1) & torch.tril(torch.ones(n, n, device=trg.device)).bool()
        h = self.src_emb(src) + self.pos[:, :src.size(1)]
        for layer in self.encoder:
            h = layer(h, src_mask)
        y = self.trg_emb(trg) + self.pos[:, :n]
        for layer in self.decoder:
            y = layer(y, h, trg_mask, src_mask)
        return self.prj(y)
