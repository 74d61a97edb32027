from .mlp import MLP

REGISTRY = {"mlp": MLP}


def build_model(name, **kwargs):
    return REGISTRY[name](**kwargs)
