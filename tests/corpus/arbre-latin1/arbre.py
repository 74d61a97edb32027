#!/usr/bin/python
# -*- coding: latin-1 -*-
# TP 4 : qui achète ?
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.tree import DecisionTreeClassifier, export_text

from donnees import COLONNES, charger

X, y = charger()
X_app, X_test, y_app, y_test = train_test_split(X, y, test_size=0.3, random_state=4)

# Question 1 : quelle profondeur ?
meilleure, score_max = None, 0
for profondeur in range(1, 11):
    arbre = DecisionTreeClassifier(max_depth=profondeur, criterion="entropy", random_state=4)
    score = cross_val_score(arbre, X_app, y_app, cv=5).mean()
    print("profondeur %2d : %.3f" % (profondeur, score))
    if score > score_max:
        meilleure, score_max = profondeur, score

# Question 2 : l'arbre retenu
arbre = DecisionTreeClassifier(max_depth=meilleure, criterion="entropy", random_state=4)
arbre.fit(X_app, y_app)
print(export_text(arbre, feature_names=COLONNES))
print("précision sur le test :", arbre.score(X_test, y_test))

# Question 3 (facultative) : forêt
# from sklearn.ensemble import RandomForestClassifier
# foret = RandomForestClassifier().fit(X_app, y_app)
