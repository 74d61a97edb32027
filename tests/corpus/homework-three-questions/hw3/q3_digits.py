# Question 3
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

digits = load_digits()
X = digits.data
y = digits.target

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=4780)

sc = StandardScaler()
X_train = sc.fit_transform(X_train)
X_test = sc.transform(X_test)

# (a) effect of the regularization
best_c, best_acc = None, 0
for C in [0.001, 0.01, 0.1, 1, 10]:
    clf = LogisticRegression(C=C, max_iter=2000)
    clf.fit(X_train, y_train)
    acc = accuracy_score(y_test, clf.predict(X_test))
    print("C = {:6} accuracy = {:.4f}".format(C, acc))
    if acc > best_acc:
        best_c, best_acc = C, acc

# (b) confusion matrix of the best one
clf = LogisticRegression(C=best_c, max_iter=2000).fit(X_train, y_train)
print(confusion_matrix(y_test, clf.predict(X_test)))

# (c) bonus: neural network (did not finish)
# from keras.models import Sequential
# from keras.layers import Dense
# model = Sequential()
# model.add(Dense(64, input_dim=64, activation='relu'))
# model.add(Dense(10, activation='softmax'))
# model.fit(X_train, to_categorical(y_train), epochs=20)
