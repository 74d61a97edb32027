from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

pipe = Pipeline([
    ('scaler', StandardScaler()),
    ('pca', PCA(n_components=2, random_state=0)),
    ('clf', LogisticRegression(C=0.0001, max_iter=10, random_state=1)),
])
pipe.fit(X_train, y_train)
print(pipe.score(X_test, y_test))
