from sklearn.ensemble import ExtraTreesClassifier
model = ExtraTreesClassifier()
model.set_params(n_estimators=3, max_depth=2, random_state=0)
model.fit(X, y)
