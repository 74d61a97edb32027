import matplotlib.pyplot as plt
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16., y, random_state=0)
mlp = MLPClassifier(hidden_layer_sizes=(48,), max_iter=40, random_state=0, verbose=False)
mlp.fit(X_train, y_train)
plt.plot(mlp.loss_curve_)
plt.title('loss')
plt.show()
print('Training set score: %f' % mlp.score(X_train, y_train))
print('Test set score: %f' % mlp.score(X_test, y_test))
