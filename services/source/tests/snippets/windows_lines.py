from sklearn.svm import SVC
model = SVC(
    C=0.001,
    gamma=10,
)
model.fit(X, y)
