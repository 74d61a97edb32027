# Question 1: gradient descent for least squares, no libraries except numpy!
import numpy as np


def compute_cost(X, y, theta):
    m = len(y)
    err = X.dot(theta) - y
    return err.T.dot(err) / (2.0 * m)


def gradient_descent(X, y, theta, alpha, iterations):
    m = len(y)
    costs = []
    for i in range(iterations):
        grad = X.T.dot(X.dot(theta) - y) / m
        theta = theta - alpha * grad
        costs.append(compute_cost(X, y, theta))
        if i % 100 == 0:
            print("iteration", i, "cost", costs[-1])
    return theta, costs


if __name__ == "__main__":
    rng = np.random.RandomState(4780)
    x = rng.uniform(0, 10, 50)
    y = 3 * x + 7 + rng.normal(0, 1, 50)
    X = np.c_[np.ones(50), x]
    theta, costs = gradient_descent(X, y, np.zeros(2), 0.01, 1000)
    print("theta =", theta)
    # part b
    theta_exact = np.linalg.solve(X.T.dot(X), X.T.dot(y))
    print("normal equation:", theta_exact)
