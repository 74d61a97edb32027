import torch
import torch.nn as nn


class Captioner(nn.Module):
    def __init__(self, vocab, width=512, heads=8, layers=4):
        super().__init__()
        self.embed = nn.Embedding(vocab, width)
        layer = nn.TransformerDecoderLayer(width, heads, batch_first=True)
        self.decoder = nn.TransformerDecoder(layer, layers)
        self.out = nn.Linear(width, vocab)

    def forward(self, tokens, memory):
        mask = nn.Transformer.generate_square_subsequent_mask(tokens.size(1)).to(tokens.device)
        return self.out(self.decoder(self.embed(tokens), memory, tgt_mask=mask))

    @torch.no_grad()
    def generate(self, memory, start, end, limit=24):
        tokens = torch.full((len(memory), 1), start, device=memory.device)
        for _ in range(limit):
            tokens = torch.cat([tokens, self(tokens, memory)[:, -1:].argmax(-1)], 1)
            if (tokens == end).any(1).all():
                break
        return tokens
