"""Every module here has a class `Kind`."""
import importlib


def make(opt):
    return importlib.import_module("zoo." + opt.kind).Kind(opt)
