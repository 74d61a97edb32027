import numpy as np
from sklearn.tree import DecisionTreeClassifier, export_graphviz
from sklearn.model_selection import cross_val_score

data = np.genfromtxt('play_tennis.csv', delimiter=',')

def evaluate(max_depth):
    dt = DecisionTreeClassifier(max_depth=max_depth, criterion='entropy')
    scores = cross_val_score(dt, data[:, :-1], data[:, -1], cv=10)
    return scores.mean()

best = max(range(1, 10), key=evaluate)
print('best depth', best, 'accuracy', evaluate(best))
