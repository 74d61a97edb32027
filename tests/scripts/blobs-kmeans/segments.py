import pandas as pd
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.metrics import silhouette_score

points, _ = make_blobs(n_samples=600, centers=4, cluster_std=0.9, random_state=10)
df = pd.DataFrame(points, columns=["spend", "visits"])
km = KMeans(n_clusters=4, n_init=10, random_state=10)
df["segment"] = km.fit_predict(df[["spend", "visits"]])
print(df.groupby("segment").mean())
print("silhouette score:", silhouette_score(df[["spend", "visits"]], df["segment"]))
