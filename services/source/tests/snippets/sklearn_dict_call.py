from sklearn.svm import SVR
params = dict(kernel='poly', C=0.001)
params2 = {"C": -1}
reg = SVR(**params)
