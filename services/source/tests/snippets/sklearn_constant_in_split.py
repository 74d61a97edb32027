from sklearn.model_selection import KFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
K = 5
SEED = 3
knn = KNeighborsClassifier(n_neighbors=K)
print(cross_val_score(knn, X, y, cv=KFold(n_splits=K, shuffle=True, random_state=SEED)).mean())
