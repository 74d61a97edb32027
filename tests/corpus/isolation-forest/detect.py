import pandas as pd
from sklearn.ensemble import IsolationForest

df = pd.read_csv("transactions.csv")
iso = IsolationForest(contamination=0.01, random_state=42)
df["anomaly"] = iso.fit_predict(df[["amount", "hour"]])
print(df[df.anomaly == -1])
