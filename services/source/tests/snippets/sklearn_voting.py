from sklearn.ensemble import VotingClassifier, AdaBoostClassifier, BaggingClassifier, StackingClassifier
from sklearn.tree import DecisionTreeClassifier
from sklearn.naive_bayes import GaussianNB
vote = VotingClassifier(estimators=[('a', AdaBoostClassifier(n_estimators=2)), ('b', GaussianNB()),
                                    ('c', BaggingClassifier(DecisionTreeClassifier(max_depth=1), 3))], voting='hard')
vote.fit(X, y)
