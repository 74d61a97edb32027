import pickle

from sklearn.metrics import classification_report
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.svm import SVC

from compare import table
from preprocess import read_data, scale

X, y = read_data('heart.csv')
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=3)
X_train, X_test = scale(X_train, X_test)

table(X_train, y_train)

grid = GridSearchCV(SVC(kernel='rbf'), {'C': [0.1, 1, 10, 100], 'gamma': [1, 0.1, 0.01]}, cv=2)
grid.fit(X_train, y_train)
print('best parameters', grid.best_params_)

svm = grid.best_estimator_
print(classification_report(y_test, svm.predict(X_test)))
with open('svm.pkl', 'wb') as f:
    pickle.dump(svm, f)
