from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier

X, y = load_breast_cancer(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=2)
knn = KNeighborsClassifier(5).fit(X_train, y_train)
correct = (knn.predict(X_test) == y_test).sum()
with open("accuracy.txt", "w") as f:
    f.write(str(100.0 * correct / len(y_test)))
