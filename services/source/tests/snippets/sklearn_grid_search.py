from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC
param_grid = {'C': [0.001, 0.01], 'kernel': ['linear']}
grid = GridSearchCV(SVC(gamma=100.0), param_grid, cv=5, scoring='accuracy')
grid.fit(X_train, y_train)
