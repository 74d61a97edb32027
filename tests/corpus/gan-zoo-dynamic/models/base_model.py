import os
from abc import ABC, abstractmethod

import torch


class BaseModel(ABC):
    def __init__(self, opt):
        self.opt = opt
        self.device = torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')
        self.net_names = []
        self.losses = {}

    @staticmethod
    def modify_commandline_options(parser):
        return parser

    def set_input(self, images):
        self.real = images.to(self.device)

    @abstractmethod
    def optimize_parameters(self):
        pass

    def get_current_losses(self):
        return {k: float(v) for k, v in self.losses.items()}

    def save_networks(self, epoch):
        os.makedirs(self.opt.checkpoints_dir, exist_ok=True)
        for name in self.net_names:
            torch.save(getattr(self, name).state_dict(), '%s/%s_%s.pth' % (self.opt.checkpoints_dir, epoch, name))

    def load_networks(self, epoch):
        for name in self.net_names:
            getattr(self, name).load_state_dict(torch.load('%s/%s_%s.pth' % (self.opt.checkpoints_dir, epoch, name)))
