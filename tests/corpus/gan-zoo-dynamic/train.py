import pathlib
import time

from options import options
from pictures import pictures
from zoo import make


def main():
    opt = options()
    kind = make(opt)
    data = pictures(opt.pictures, opt.size, opt.batch)
    pathlib.Path(opt.out).mkdir(exist_ok=True)
    for epoch in range(opt.epochs):
        began = time.time()
        sums = {}
        for batch in data:
            for name, value in kind.improve(batch.to(kind.device)).items():
                sums[name] = sums.get(name, 0.0) + value
        means = ", ".join("%s %.3f" % (n, s / len(data)) for n, s in sums.items())
        print("%s epoch %d: %s (%.0f s)" % (opt.kind, epoch, means, time.time() - began))
        kind.store(opt.out)


if __name__ == "__main__":
    main()
