import numpy as np
from sklearn.linear_model import Ridge

rng = np.random.RandomState(0)
X = rng.rand(100, 3)
y = X @ [1, 2, 3]
reg = Ridge(alpha=1.0)
reg.fit(X, y)
print("R2:", reg.score(X, y))
