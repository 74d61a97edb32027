import matplotlib.pyplot as plt
import numpy as np


def plot_scores(scores, path, window=100):
    average = np.convolve(scores, np.ones(window) / window, mode="valid")
    plt.plot(scores, alpha=0.3)
    plt.plot(np.arange(len(average)) + window - 1, average)
    plt.xlabel("episode")
    plt.savefig(path)
