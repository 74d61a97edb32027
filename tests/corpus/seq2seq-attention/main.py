import torch
import torch.optim as optim
from seq2seq import Encoder, Decoder, AttnSeq2Seq
from data import loaders, SRC_VOCAB, TGT_VOCAB


def run_epoch(model, it, opt, crit):
    for src, trg in it:
        opt.zero_grad()
        out = model(src, trg)
        loss = crit(out[1:].view(-1, out.shape[-1]), trg[1:].view(-1))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
        opt.step()


if __name__ == "__main__":
    train, valid = loaders()
    model = AttnSeq2Seq(Encoder(SRC_VOCAB, 256, 512), Decoder(TGT_VOCAB, 256, 512))
    opt = optim.Adam(model.parameters())
    for epoch in range(10):
        run_epoch(model, train, opt, torch.nn.CrossEntropyLoss(ignore_index=0))
