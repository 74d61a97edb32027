# Question 2
import matplotlib.pyplot as plt
import numpy as np

from q1_gradient_descent import compute_cost, gradient_descent

rng = np.random.RandomState(1)
x = rng.uniform(0, 10, 50)
y = 3 * x + 7 + rng.normal(0, 1, 50)
X = np.c_[np.ones(50), x]

fig, axes = plt.subplots(1, 3, figsize=(15, 4))
for ax, alpha in zip(axes, [0.001, 0.01, 0.02]):
    theta, costs = gradient_descent(X, y, np.zeros(2), alpha, 300)
    ax.plot(costs)
    ax.set_title("alpha = %g" % alpha)
    ax.set_xlabel("iteration")
plt.savefig("q2_costs.png")

t0, t1 = np.meshgrid(np.linspace(0, 14, 80), np.linspace(1, 5, 80))
J = np.array([compute_cost(X, y, np.array([a, b])) for a, b in zip(t0.ravel(), t1.ravel())])
plt.figure()
plt.contour(t0, t1, J.reshape(t0.shape), levels=np.logspace(-1, 3, 20))
plt.savefig("q2_contour.png")
