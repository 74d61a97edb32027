import sounddevice as sd
import torch
import torchaudio

import models
from extract_features import LABELS

model = models.build("m5", 10)
model.load_state_dict(torch.load("m5.pt", map_location="cpu"))
model.eval()
mel = torchaudio.transforms.MelSpectrogram(16000, n_fft=512, hop_length=160, n_mels=40)
while True:
    input("enter to record ")
    wave = sd.rec(16000, samplerate=16000, channels=1)
    sd.wait()
    with torch.no_grad():
        print(LABELS[model((mel(torch.from_numpy(wave.T)) + 1e-6).log()[None]).argmax().item()])
