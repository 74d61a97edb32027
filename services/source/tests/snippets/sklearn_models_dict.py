from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier
models = {
    "lr": LogisticRegression(max_iter=1),
    "knn": KNeighborsClassifier(),
    "tree": DecisionTreeClassifier(max_depth=2),
}
for name, model in models.items():
    model.fit(X_train, y_train)
    print(f"{name}: {model.score(X_test, y_test):.3f}")
