import pandas as pd
from sklearn import tree
from sklearn.datasets import load_wine
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

wine = load_wine()
df = pd.DataFrame(wine.data, columns=wine.feature_names)
X_train, X_test, y_train, y_test = train_test_split(df, wine.target, test_size=0.4, random_state=3)

clf = tree.DecisionTreeClassifier(max_depth=1, random_state=3)
clf.fit(X_train, y_train)
pred = clf.predict(X_test)
print("Accuracy:", accuracy_score(y_test, pred))
