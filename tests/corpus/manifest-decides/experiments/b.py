from sklearn.tree import DecisionTreeClassifier
DecisionTreeClassifier().fit([[1], [2]], [0, 1])
