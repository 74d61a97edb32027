from joblib import dump
from sklearn import svm, datasets

X, y = datasets.load_iris(return_X_y=True)
clf = svm.SVC(probability=True)
clf.fit(X, y)
dump(clf, "ml/svc.joblib")
