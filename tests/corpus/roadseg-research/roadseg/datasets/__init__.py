from .roads import RoadTiles, build_loaders

__all__ = ["RoadTiles", "build_loaders"]
