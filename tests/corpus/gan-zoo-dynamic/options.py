import argparse

import models


class TrainOptions:
    def __init__(self, is_train=True):
        self.is_train = is_train

    def parse(self):
        parser = argparse.ArgumentParser()
        parser.add_argument('--dataroot', default='./datasets/anime')
        parser.add_argument('--model', type=str, default='dcgan', help='dcgan | wgan_gp | ae')
        parser.add_argument('--image_size', type=int, default=64)
        parser.add_argument('--nz', type=int, default=100)
        parser.add_argument('--ngf', type=int, default=64)
        parser.add_argument('--lr', type=float, default=0.0002)
        parser.add_argument('--beta1', type=float, default=0.5)
        parser.add_argument('--batch_size', type=int, default=128)
        parser.add_argument('--n_epochs', type=int, default=50)
        parser.add_argument('--print_freq', type=int, default=100)
        parser.add_argument('--save_epoch_freq', type=int, default=5)
        parser.add_argument('--checkpoints_dir', default='./checkpoints')
        opt, _ = parser.parse_known_args()
        parser = models.get_option_setter(opt.model)(parser)
        opt = parser.parse_args()
        opt.is_train = self.is_train
        return opt
