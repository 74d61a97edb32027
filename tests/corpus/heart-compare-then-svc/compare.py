"""Only for the table of the report; nothing here is saved."""
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

CANDIDATES = [('LR', LogisticRegression(max_iter=500)), ('KNN', KNeighborsClassifier()), ('CART', DecisionTreeClassifier()),
              ('NB', GaussianNB()), ('RF', RandomForestClassifier()), ('SVM', SVC())]


def table(X, y):
    for name, model in CANDIDATES:
        s = cross_val_score(model, X, y, cv=2)
        print('%-5s %.3f (%.3f)' % (name, s.mean(), s.std()))
