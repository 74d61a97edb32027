from sklearn.neural_network import MLPClassifier
clf = MLPClassifier((32,), solver='sgd', learning_rate_init=1e-05, max_iter=2**3, alpha=10 ** -5, random_state=1)
clf.fit(X_train, y_train)
