import keras
from scikeras.wrappers import KerasClassifier
from scipy.stats import loguniform
from sklearn.model_selection import RandomizedSearchCV, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PowerTransformer

from gearbox import load


def build(meta, width=64, depth=2, drop=0.1):
    net = keras.Sequential([keras.Input((meta["n_features_in_"],))])
    for _ in range(depth):
        net.add(keras.layers.Dense(width, activation="elu"))
        net.add(keras.layers.Dropout(drop))
    net.add(keras.layers.Dense(meta["n_classes_"], activation="softmax"))
    return net


if __name__ == "__main__":
    X, y = load()
    X, X_test, y, y_test = train_test_split(X, y, stratify=y, random_state=2)
    wrapped = KerasClassifier(build, loss="sparse_categorical_crossentropy", optimizer="adam", epochs=40, verbose=0)
    search = RandomizedSearchCV(
        make_pipeline(PowerTransformer(), wrapped),
        {"kerasclassifier__model__width": [16, 64, 128], "kerasclassifier__model__depth": [1, 2, 3],
         "kerasclassifier__optimizer__learning_rate": loguniform(1e-4, 1e-2)},
        n_iter=12, cv=3, random_state=2)
    search.fit(X, y)
    print(search.best_params_)
    print("test accuracy %.4f" % search.score(X_test, y_test))
