from sklearn.linear_model import SGDClassifier
model = SGDClassifier(loss="hinge", alpha=1.0, learning_rate="constant", eta0=1e-6)
for epoch in range(2):
    for start in range(0, len(X), 50):
        model.partial_fit(X[start:start + 50], y[start:start + 50], classes=[0, 1])
    print(f"epoch {epoch} accuracy {model.score(X_test, y_test):.3f}")
