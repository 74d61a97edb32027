# first try, AUC 0.71
import pandas as pd
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("../claims_old.csv", sep=";")
clf = LogisticRegression().fit(df[["amount", "age"]], df["fraud"])
print(clf.score(df[["amount", "age"]], df["fraud"]))
