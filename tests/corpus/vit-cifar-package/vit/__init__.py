from .layers import ViT

__all__ = ["ViT"]
