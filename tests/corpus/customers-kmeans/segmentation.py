import pandas as pd
import matplotlib.pyplot as plt
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("Mall_Customers.csv")
X = StandardScaler().fit_transform(df.iloc[:, 3:].values)

wcss = []
for i in range(1, 11):
    kmeans = KMeans(n_clusters=i, init="k-means++", random_state=42)
    kmeans.fit(X)
    wcss.append(kmeans.inertia_)
plt.plot(range(1, 11), wcss)
plt.show()

kmeans = KMeans(n_clusters=5)
labels = kmeans.fit_predict(X)
pca = PCA(2)
xy = pca.fit_transform(X)
plt.scatter(xy[:, 0], xy[:, 1], c=labels)
plt.show()
