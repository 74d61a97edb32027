import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.preprocessing import PolynomialFeatures
from sklearn import linear_model

#### load ####
data = pd.read_csv('cases.csv', sep=',')
data = data[['id', 'cases']]
print('first rows:')
print(data.head(3))

#### prepare ####
x = np.array(data['id']).reshape(-1, 1)
y = np.array(data['cases']).reshape(-1, 1)
plt.plot(y, 'k.')
# plt.show()
poly = PolynomialFeatures(degree=4)
X = poly.fit_transform(x)

#### training ####
print('fitting a polynomial of degree', poly.degree)
model = linear_model.LinearRegression()
model.fit(X, y)
accuracy = model.score(X, y)
print('Accuracy: %.2f' % (100 * accuracy))     # this is R^2, I know
y0 = model.predict(X)

#### prediction ####
days = 10
print(f'prediction for {days} days')
print(model.predict(poly.transform([[len(y) + days]])))
xs = np.arange(1, len(y) + days).reshape(-1, 1)
plt.plot(model.predict(poly.transform(xs)), 'r:')
plt.plot(y0, 'b')
plt.savefig('forecast.png')
