# main with svm, too slow
from sklearn.svm import SVC
import numpy as np
x, y = np.load('../x.npy').reshape(-1, 3072), np.load('../y.npy')
clf = SVC()
clf.fit(x[:5000], y[:5000])
print(clf.score(x[5000:6000], y[5000:6000]))
