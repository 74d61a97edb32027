from sklearn.svm import SVC
SVC().fit([[1], [2]], [0, 1])
