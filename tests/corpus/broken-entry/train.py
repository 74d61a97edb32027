from sklearn.svm import SVC
clf = SVC((
clf.fit(X, y))
print("done")
