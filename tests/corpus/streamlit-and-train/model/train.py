import pickle
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

df = pd.read_csv("../data/diabetes.csv")
X, y = df.drop(columns="Outcome"), df["Outcome"]
X_train, X_test, y_train, y_test = train_test_split(X, y)
clf = RandomForestClassifier()
clf.fit(X_train, y_train)
print("accuracy", clf.score(X_test, y_test))
with open("rf.pkl", "wb") as f:
    pickle.dump(clf, f)
