# SVR

import numpy as np
import matplotlib.pyplot as plt
import pandas as pd
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR
# from sklearn.linear_model import LinearRegression
# from sklearn.preprocessing import PolynomialFeatures

dataset = pd.read_csv('salaries.csv')
X = dataset[['Level', 'Years']].values
y = dataset[['Salary']].values

# Feature scaling (SVR needs it!)
sc_X = StandardScaler()
sc_y = StandardScaler()
X = sc_X.fit_transform(X)
y = sc_y.fit_transform(y).ravel()

# Fitting
regressor = SVR(kernel='rbf')
regressor.fit(X, y)
print('R2', regressor.score(X, y))

# what would level 6.5 with 9 years earn?
y_pred = sc_y.inverse_transform(regressor.predict(sc_X.transform([[6.5, 9]])).reshape(-1, 1))
print(y_pred)

# plot, still ugly
plt.scatter(X[:, 0], y, color='red')
plt.plot(X[:, 0], regressor.predict(X), color='blue')
plt.title('salary and level (scaled)')
plt.show()
