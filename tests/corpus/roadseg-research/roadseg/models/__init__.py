from .builder import HEADS, build_model
from . import heads  # noqa: F401  registers
