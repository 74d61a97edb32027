from sklearn.metrics import f1_score, precision_recall_curve
from sklearn.inspection import permutation_importance
from sklearn.dummy import DummyClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.manifold import TSNE
from sklearn.cluster import KMeans
baseline = DummyClassifier(strategy="most_frequent", random_state=0)
knn = KNeighborsClassifier(30)
knn.fit(X, y)
THRESHOLD = 0.5
print(f1_score(yt, knn.predict_proba(Xt)[:, 1] > THRESHOLD, average="macro", zero_division=0))
emb = TSNE(n_components=2, perplexity=5, random_state=1).fit_transform(X)
imp = permutation_importance(knn, Xt, yt, n_repeats=3, random_state=2)
