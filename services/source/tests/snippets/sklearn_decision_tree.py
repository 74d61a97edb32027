import pandas as pd
from sklearn import tree
from sklearn.metrics import classification_report
df = pd.read_csv("data.csv", nrows=1000)
clf = tree.DecisionTreeClassifier(criterion="entropy", max_depth=1, random_state=100)
clf = clf.fit(df[["a", "b"]], df.target)
print(classification_report(df.target, clf.predict(df[["a", "b"]])))
