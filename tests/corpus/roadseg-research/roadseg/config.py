from yacs.config import CfgNode as CN

_C = CN()
_C.MODEL = CN()
_C.MODEL.NAME = "aspp"
_C.MODEL.BACKBONE = "resnet18"
_C.MODEL.CHANNELS = 128
_C.DATA = CN()
_C.DATA.ROOT = "data"
_C.DATA.CROP = 512
_C.SOLVER = CN()
_C.SOLVER.LR = 0.01
_C.SOLVER.MOMENTUM = 0.9
_C.SOLVER.WEIGHT_DECAY = 5e-4
_C.SOLVER.EPOCHS = 80
_C.SOLVER.BATCH_SIZE = 8
_C.OUTPUT = "work_dirs"


def get_cfg(path=None, opts=()):
    cfg = _C.clone()
    if path:
        cfg.merge_from_file(path)
    cfg.merge_from_list(list(opts))
    cfg.freeze()
    return cfg
