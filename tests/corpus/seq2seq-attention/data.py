SRC_VOCAB, TGT_VOCAB = 5000, 6000


def loaders():
    return [], []
