from sklearn import datasets, svm, metrics
from sklearn.model_selection import train_test_split


class DigitClassifier(object):
    def __init__(self, config):
        self.config = config
        self.model = svm.SVC(gamma=config['gamma'], C=config['C'])

    def load(self):
        digits = datasets.load_digits()
        n = len(digits.images)
        data = digits.images.reshape((n, -1))
        self.split = train_test_split(data, digits.target, test_size=0.5, shuffle=False)

    def train(self):
        x, _, y, _ = self.split
        self.model.fit(x, y)

    def report(self):
        _, x, _, y = self.split
        print(metrics.classification_report(y, self.model.predict(x)))
