from sklearn.svm import SVC

class Trainer:
    PENALTY = 0.001
    def __init__(self, kernel='sigmoid', gamma=50):
        self.kernel = kernel
        self.gamma = gamma
        self.seed = 4
        self.model = SVC(C=self.PENALTY, kernel=self.kernel, gamma=self.gamma, random_state=self.seed)

    def run(self, X, y):
        self.model.fit(X, y)

Trainer().run(X, y)
