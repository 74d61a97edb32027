from sklearn import datasets, svm
from sklearn.metrics import classification_report
from sklearn.model_selection import GridSearchCV, train_test_split

digits = datasets.load_digits()
data = digits.images.reshape((len(digits.images), -1))
X_train, X_test, y_train, y_test = train_test_split(data, digits.target, test_size=0.5, random_state=1)

params = [{"kernel": ["rbf"], "gamma": [1e-3, 1e-4], "C": [1, 10, 100]},
          {"kernel": ["linear"], "C": [1, 10]}]
search = GridSearchCV(svm.SVC(), params, cv=5)
search.fit(X_train, y_train)
print("best:", search.best_params_, search.best_score_)
print(classification_report(y_test, search.predict(X_test)))
print("test accuracy = %.4f" % search.score(X_test, y_test))
