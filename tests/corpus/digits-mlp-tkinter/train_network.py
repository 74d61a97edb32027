from pathlib import Path

import joblib
from sklearn.datasets import fetch_openml
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier


class Network:
    """Wrapper so that the window does not need to know sklearn."""
    FILE = Path(__file__).with_name('network.joblib')

    def __init__(self):
        self.clf = MLPClassifier(hidden_layer_sizes=(128, 64), activation='relu', solver='adam', alpha=1e-4,
                                 max_iter=30, early_stopping=True, verbose=True, random_state=1)

    def learn(self):
        X, y = fetch_openml('mnist_784', version=1, return_X_y=True, as_frame=False)
        X_train, X_test, y_train, y_test = train_test_split(X / 255., y, test_size=10000, random_state=1)
        self.clf.fit(X_train, y_train)
        return self.clf.score(X_test, y_test)

    def save(self):
        joblib.dump(self.clf, self.FILE)

    @classmethod
    def restore(cls):
        net = cls()
        net.clf = joblib.load(cls.FILE)
        return net

    def guess(self, pixels):
        return self.clf.predict(pixels.reshape(1, -1))[0]


if __name__ == '__main__':
    network = Network()
    print('accuracy: %.2f%%' % (100 * network.learn()))
    network.save()
