import os
import pickle
import sys

import yaml
from sklearn.ensemble import RandomForestClassifier

params = yaml.safe_load(open("params.yaml"))["train"]

if len(sys.argv) != 3:
    sys.exit("usage: train.py FEATURES MODEL")

with open(os.path.join(sys.argv[1], "train.pkl"), "rb") as f:
    x, labels = pickle.load(f)
print(x.shape[0], "tickets with", x.shape[1], "features", file=sys.stderr)

clf = RandomForestClassifier(n_estimators=params["n_est"], min_samples_split=params["min_split"], n_jobs=2,
                             random_state=params["seed"])
clf.fit(x, labels)

with open(sys.argv[2], "wb") as f:
    pickle.dump(clf, f)
