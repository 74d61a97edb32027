from sklearn.linear_model import Lasso
from sklearn.preprocessing import PolynomialFeatures
poly = PolynomialFeatures(degree=1)
X2 = poly.fit_transform(X)
model = Lasso(alpha=+10).fit(X2[:100], y[:100])
