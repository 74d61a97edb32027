"""Stepwise feature selection."""
from ._backward import BackwardSelector
from ._forward import ForwardSelector

__all__ = ["BackwardSelector", "ForwardSelector"]
