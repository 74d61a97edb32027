import json
import os
import pickle
import sys

from sklearn.metrics import accuracy_score, f1_score

with open(sys.argv[1], "rb") as f:
    clf = pickle.load(f)
with open(os.path.join(sys.argv[2], "test.pkl"), "rb") as f:
    x, labels = pickle.load(f)
pred = clf.predict(x)
with open("eval.json", "w") as f:
    json.dump({"accuracy": accuracy_score(labels, pred), "f1": f1_score(labels, pred, average="macro")}, f)
