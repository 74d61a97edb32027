import argparse
import json

import torch
from PIL import Image
from torchvision import transforms

import functions_model
from functions_data import MEAN, STD

parser = argparse.ArgumentParser()
parser.add_argument('input')
parser.add_argument('checkpoint')
parser.add_argument('--top_k', type=int, default=3)
parser.add_argument('--category_names', default='cat_to_name.json')
args = parser.parse_args()

names = json.load(open(args.category_names))
model = functions_model.load_checkpoint(args.checkpoint).eval()
process = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(),
                              transforms.Normalize(MEAN, STD)])
with torch.no_grad():
    probs, indices = torch.exp(model(process(Image.open(args.input)).unsqueeze(0))).topk(args.top_k)
idx_to_class = {v: k for k, v in model.class_to_idx.items()}
for p, i in zip(probs[0], indices[0]):
    print('%-20s %.3f' % (names.get(idx_to_class[i.item()], '?'), p))
