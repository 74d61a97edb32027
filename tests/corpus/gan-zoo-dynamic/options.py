import argparse


def options():
    p = argparse.ArgumentParser()
    p.add_argument("--pictures", default="faces")
    p.add_argument("--kind", default="dcgan")
    p.add_argument("--size", type=int, default=64)
    p.add_argument("--noise", type=int, default=100)
    p.add_argument("--width", type=int, default=48)
    p.add_argument("--rate", type=float, default=2e-4)
    p.add_argument("--batch", type=int, default=128)
    p.add_argument("--epochs", type=int, default=40)
    p.add_argument("--out", default="saved")
    return p.parse_args()
