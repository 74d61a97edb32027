from .conv import ConvNet, DepthwiseNet


def build(name, n_classes):
    if name == "m5":
        return ConvNet(n_classes)
    elif name == "ds":
        return DepthwiseNet(n_classes)
    raise ValueError("unknown model " + name)
