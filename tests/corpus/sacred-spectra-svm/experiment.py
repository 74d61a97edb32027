from sacred import Experiment
from sacred.observers import FileStorageObserver
from sklearn import svm
from sklearn.decomposition import PCA
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline

from spectra import load

ex = Experiment("minerals")
ex.observers.append(FileStorageObserver("runs"))


@ex.config
def cfg():
    folder = "rruff"
    components = 40
    C = 1.0
    kernel = "rbf"
    gamma = "scale"


@ex.capture
def get_model(components, C, kernel, gamma):
    return Pipeline([("pca", PCA(components)), ("clf", svm.SVC(C=C, kernel=kernel, gamma=gamma))])


@ex.automain
def run(folder, seed):
    X, y = load(folder)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=seed, stratify=y)
    clf = get_model()
    clf.fit(X_train, y_train)
    acc = accuracy_score(y_test, clf.predict(X_test))
    ex.log_scalar("accuracy", acc)
    return acc
