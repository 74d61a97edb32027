import matplotlib.pyplot as plt
from classifier import DigitClassifier
plt.plot([1, 2, 3])
