from .meters import AverageMeter, mean_iou
