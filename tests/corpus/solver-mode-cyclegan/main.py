import argparse
import os

from torch.backends import cudnn

from loaders import unpaired
from solver import Solver


def main(config):
    cudnn.benchmark = True
    for folder in (config.model_dir, config.result_dir):
        os.makedirs(folder, exist_ok=True)
    loader = unpaired(config.day, config.night, config.size, config.batch_size)
    solver = Solver(loader, config)
    getattr(solver, config.mode)()


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    # networks
    parser.add_argument('--size', type=int, default=128)
    parser.add_argument('--width', type=int, default=48)
    parser.add_argument('--blocks', type=int, default=6)
    parser.add_argument('--lambda_cycle', type=float, default=10)
    # training
    parser.add_argument('--batch_size', type=int, default=4)
    parser.add_argument('--iterations', type=int, default=200000)
    parser.add_argument('--lr', type=float, default=1e-4)
    parser.add_argument('--resume', type=int, default=0)
    # other
    parser.add_argument('--mode', type=str, default='train', choices=['train', 'translate'])
    parser.add_argument('--day', default='data/day')
    parser.add_argument('--night', default='data/night')
    parser.add_argument('--model_dir', default='out/models')
    parser.add_argument('--result_dir', default='out/results')
    config = parser.parse_args()
    main(config)
