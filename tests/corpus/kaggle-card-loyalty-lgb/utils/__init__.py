import os
import time
from contextlib import contextmanager

import pandas as pd


@contextmanager
def timer(name):
    t0 = time.time()
    print(name, "...", end=" ", flush=True)
    yield
    print("%.0f s" % (time.time() - t0))


def camel(name):
    return "".join(p.capitalize() for p in name.split("_"))


def load_features(names):
    train = pd.concat([pd.read_feather("features/%s_train.feather" % camel(n)) for n in names], axis=1)
    test = pd.concat([pd.read_feather("features/%s_test.feather" % camel(n)) for n in names], axis=1)
    return train, test
