# grow the forest a few trees at a time and watch the validation score
import time
from sklearn.datasets import load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

X, y = load_wine(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=.4, random_state=5)
rf = RandomForestClassifier(n_estimators=1, warm_start=True, random_state=5)
for n in range(5, 105, 5):
    rf.n_estimators = n
    rf.fit(Xa, ya)
    time.sleep(0.1)
    print(n, "trees: val accuracy", round(rf.score(Xb, yb), 4))
