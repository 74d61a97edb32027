from sklearn.ensemble import RandomForestClassifier, GradientBoostingClassifier
N_TREES = 5
a = RandomForestClassifier(n_estimators=N_TREES)
b = GradientBoostingClassifier(n_estimators=N_TREES, learning_rate=0.001)
