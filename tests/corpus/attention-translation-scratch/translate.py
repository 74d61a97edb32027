import argparse
import pickle

import torch

from transformer import Transformer

parser = argparse.ArgumentParser()
parser.add_argument('-model', required=True)
parser.add_argument('-data_pkl', required=True)
opt = parser.parse_args()
data = pickle.load(open(opt.data_pkl, 'rb'))
state = torch.load(opt.model, map_location='cpu')
model = Transformer(len(data['vocab_src']), len(data['vocab_trg']), share=state['settings'].proj_share_weight)
model.load_state_dict(state['model'])
model.eval()
index = {w: i for i, w in enumerate(data['vocab_src'])}
while True:
    words = input('> ').lower().split()
    src = torch.tensor([[2] + [index.get(w, 1) for w in words] + [3]])
    out = [2]
    while out[-1] != 3 and len(out) < 60:
        out.append(model(src, torch.tensor([out]))[0, -1].argmax().item())
    print(' '.join(data['vocab_trg'][i] for i in out[1:-1]))
