"""Artificial tides: sums of four constituents."""
import numpy as np

PERIODS_H = [12.42, 12.0, 23.93, 25.82]
AMPLITUDES = [1.0, 0.46, 0.58, 0.41]


def curve(rng, hours):
    t = np.arange(hours)
    phases = rng.uniform(0, 2 * np.pi, len(PERIODS_H))
    parts = [a * np.cos(2 * np.pi * t / p + f) for a, p, f in zip(AMPLITUDES, PERIODS_H, phases)]
    return np.sum(parts, axis=0)


if __name__ == "__main__":
    rng = np.random.default_rng(12)
    np.save("curves.npy", np.stack([curve(rng, 24 * 14) for _ in range(80)]))
