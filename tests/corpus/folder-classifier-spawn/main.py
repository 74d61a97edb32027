import argparse
import os
import pathlib

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torchvision
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler
from torchvision import transforms as tf


def options():
    p = argparse.ArgumentParser()
    p.add_argument("folder", type=pathlib.Path)
    p.add_argument("--net", default="resnet18", help="name of a function in torchvision.models")
    p.add_argument("--gpus", type=int, default=0)
    p.add_argument("--rounds", type=int, default=30)
    p.add_argument("--rate", type=float, default=0.02)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--resume", action="store_true")
    return p.parse_args()


def folders(opt):
    common = [tf.ToTensor(), tf.Normalize((0.48, 0.45, 0.41), (0.23, 0.22, 0.23))]
    learn = torchvision.datasets.ImageFolder(
        opt.folder / "train", tf.Compose([tf.RandomResizedCrop(192), tf.RandomHorizontalFlip(), *common]))
    check = torchvision.datasets.ImageFolder(
        opt.folder / "val", tf.Compose([tf.Resize(220), tf.CenterCrop(192), *common]))
    return learn, check


def worker(rank, opt):
    parallel = opt.gpus > 1
    device = torch.device("cuda", rank) if opt.gpus else torch.device("cpu")
    if parallel:
        os.environ.setdefault("MASTER_ADDR", "localhost")
        os.environ.setdefault("MASTER_PORT", "29511")
        dist.init_process_group("nccl", rank=rank, world_size=opt.gpus)
    learn, check = folders(opt)
    sampler = DistributedSampler(learn) if parallel else None
    loader = DataLoader(learn, opt.batch, shuffle=sampler is None, sampler=sampler, num_workers=4, drop_last=True)
    net = vars(torchvision.models)[opt.net](num_classes=len(learn.classes)).to(device)
    if parallel:
        net = DistributedDataParallel(net, device_ids=[rank])
    sgd = torch.optim.SGD(net.parameters(), opt.rate, momentum=0.9, weight_decay=5e-5, nesterov=True)
    plan = torch.optim.lr_scheduler.OneCycleLR(sgd, opt.rate, total_steps=opt.rounds * len(loader))
    first = 0
    if opt.resume and os.path.exists("state.pt"):
        state = torch.load("state.pt", map_location=device)
        net.load_state_dict(state["net"])
        sgd.load_state_dict(state["sgd"])
        plan.load_state_dict(state["plan"])
        first = state["round"] + 1
    for r in range(first, opt.rounds):
        if sampler:
            sampler.set_epoch(r)
        one_round(net, loader, sgd, plan, device)
        if rank == 0:
            print("round", r, "top-1", top1(net, DataLoader(check, opt.batch), device), flush=True)
            torch.save({"net": net.state_dict(), "sgd": sgd.state_dict(), "plan": plan.state_dict(), "round": r},
                       "state.pt")


def one_round(net, loader, sgd, plan, device):
    net.train()
    criterion = nn.CrossEntropyLoss(label_smoothing=0.05)
    for pictures, classes in loader:
        sgd.zero_grad()
        criterion(net(pictures.to(device)), classes.to(device)).backward()
        sgd.step()
        plan.step()


def top1(net, loader, device):
    net.eval()
    with torch.inference_mode():
        right = [(net(p.to(device)).argmax(1).cpu() == c).float() for p, c in loader]
    return round(torch.cat(right).mean().item(), 4)


if __name__ == "__main__":
    opt = options()
    if opt.gpus > 1:
        mp.spawn(worker, args=(opt,), nprocs=opt.gpus)
    else:
        worker(0, opt)
