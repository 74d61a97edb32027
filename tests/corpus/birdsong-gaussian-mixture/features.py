import numpy as np
from scipy.io import wavfile
from scipy.signal import spectrogram


def syllables(path, threshold=0.02):
    rate, wave = wavfile.read(path)
    wave = wave / np.abs(wave).max()
    loud = np.convolve(np.abs(wave), np.ones(rate // 100) * 100 / rate, "same") > threshold
    edges = np.flatnonzero(np.diff(loud.astype(int)))
    for a, b in zip(edges[::2], edges[1::2]):
        if b - a > rate // 50:
            f, _, s = spectrogram(wave[a:b], rate, nperseg=256)
            p = s.mean(axis=1) / s.mean(axis=1).sum()
            centre = (f * p).sum()
            yield [(b - a) / rate, centre, np.sqrt(((f - centre) ** 2 * p).sum()), -(p * np.log(p + 1e-12)).sum()]
