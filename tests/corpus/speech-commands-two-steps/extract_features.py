"""Log mel spectrograms of all clips, once."""
import argparse
import glob
import os

import numpy as np
import torchaudio

LABELS = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"]

parser = argparse.ArgumentParser()
parser.add_argument("--root", default="data/speech_commands")
parser.add_argument("--out", default="features")
args = parser.parse_args()

mel = torchaudio.transforms.MelSpectrogram(16000, n_fft=512, hop_length=160, n_mels=40)
test_list = set(open(os.path.join(args.root, "testing_list.txt")).read().split())
parts = {"train": ([], []), "test": ([], [])}
for k, label in enumerate(LABELS):
    for path in sorted(glob.glob(os.path.join(args.root, label, "*.wav"))):
        wave, rate = torchaudio.load(path)
        if wave.shape[1] < 16000:
            continue
        spec = (mel(wave[:, :16000]) + 1e-6).log().numpy()
        name = os.path.relpath(path, args.root)
        x, y = parts["test" if name in test_list else "train"]
        x.append(spec)
        y.append(k)
os.makedirs(args.out, exist_ok=True)
for part, (x, y) in parts.items():
    np.savez(os.path.join(args.out, part + ".npz"), x=np.stack(x), y=np.array(y))
    print(part, len(y))
