import importlib

from sklearn import datasets
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

from settings import read


def locate(dotted):
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


def main():
    settings = read()
    bunch = getattr(datasets, "load_" + settings["data"]["name"])()
    X_train, X_test, y_train, y_test = train_test_split(
        bunch.data, bunch.target, test_size=settings["data"]["test_size"], random_state=0)
    model = locate(settings["estimator"])(**settings["parameters"])
    model.fit(X_train, y_train)
    print(type(model).__name__, accuracy_score(y_test, model.predict(X_test)))


if __name__ == "__main__":
    main()
