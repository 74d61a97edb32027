import os
import sklearn.linear_model
ALPHA = float(os.environ.get("ALPHA", 100.0))
L1 = 0.99
model = sklearn.linear_model.ElasticNet(alpha=ALPHA, l1_ratio=L1, max_iter=int(1e1))
model.fit(X_train, y_train)
print("R2: %.3f" % model.score(X_test, y_test))
