"""Digits with PCA and logistic regression."""
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler


def main():
    X, y = load_digits(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
    pipe = Pipeline([
        ("scale", StandardScaler()),
        ("reduce", PCA(n_components=2, random_state=0)),
        ("classify", LogisticRegression(C=0.001, max_iter=20)),
    ])
    pipe.fit(X_train, y_train)
    print(classification_report(y_test, pipe.predict(X_test)))
    print(f"test accuracy = {pipe.score(X_test, y_test):.4f}")


if __name__ == "__main__":
    main()
