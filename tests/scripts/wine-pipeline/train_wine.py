import joblib
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC


def build():
    return Pipeline([("scale", StandardScaler()), ("pca", PCA(n_components=6)), ("svc", SVC(C=2.0))])


def main():
    X, y = load_wine(return_X_y=True)
    Xtr, Xte, ytr, yte = train_test_split(X, y, stratify=y, random_state=0)
    pipe = build().fit(Xtr, ytr)
    print(f"train score {pipe.score(Xtr, ytr):.3f}")
    print(f"test score {pipe.score(Xte, yte):.3f}")
    joblib.dump(pipe, "wine.joblib")


if __name__ == "__main__":
    main()
