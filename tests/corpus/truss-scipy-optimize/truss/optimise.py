import argparse

import numpy as np
from scipy.optimize import NonlinearConstraint, differential_evolution, minimize

from .model import TrussModel

YIELD = 1.72e8


def slsqp(model, start):
    limit = NonlinearConstraint(model.stresses, -YIELD, YIELD)
    return minimize(model.weight, start, method="trust-constr", constraints=[limit], bounds=[(6e-5, 1e-2)] * 10)


def evolution(model, start):
    limit = NonlinearConstraint(model.stresses, -YIELD, YIELD)
    return differential_evolution(model.weight, [(6e-5, 1e-2)] * 10, constraints=[limit], seed=1, maxiter=200)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--optimizer", choices=["slsqp", "evolution"], default="slsqp")
    args = parser.parse_args()
    model = TrussModel()
    result = model.fit(globals()[args.optimizer], np.full(10, 5e-3))
    print("weight", result.fun, "kg")
    print("areas", result.x)
