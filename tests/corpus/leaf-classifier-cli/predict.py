import json

import torch

import cli
import network
import pictures

args = cli.predict_arguments()
names = json.load(open(args.labels))
model, classes = network.restore(args.checkpoint)
with torch.no_grad():
    chances, where = model(pictures.single(args.picture)).softmax(dim=1).topk(args.k)
for chance, i in zip(chances[0].tolist(), where[0].tolist()):
    print(f'{names.get(classes[i], classes[i]):10s} {chance:6.1%}')
