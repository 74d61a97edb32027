import matplotlib.pyplot as plt
import numpy as np

epoch, train_loss, test_loss = np.loadtxt("loss.csv", delimiter=",", unpack=True)
plt.plot(epoch, train_loss, label="train")
plt.plot(epoch, test_loss, label="test")
plt.legend()
plt.savefig("loss.png")
