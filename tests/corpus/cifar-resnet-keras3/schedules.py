import math


def warmup_cosine(base_lr, epochs, warmup=5):
    def schedule(epoch, lr):
        if epoch < warmup:
            return base_lr * (epoch + 1) / warmup
        t = (epoch - warmup) / max(1, epochs - warmup)
        return 0.5 * base_lr * (1 + math.cos(math.pi * t))
    return schedule
