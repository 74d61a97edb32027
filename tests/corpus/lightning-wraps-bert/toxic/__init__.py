from .data import ToxicData
from .model import ToxicTagger
