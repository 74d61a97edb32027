from .layers import Dense, Dropout
from .losses import CrossEntropy
from .model import Sequential
from .optim import SGD, Adam
