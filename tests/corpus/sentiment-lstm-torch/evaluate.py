import torch
from models import LSTMClassifier
from dataset import VOCAB_SIZE
model = LSTMClassifier(VOCAB_SIZE, 100, 256, 1)
model.load_state_dict(torch.load('sentiment.pt'))
model.eval()
