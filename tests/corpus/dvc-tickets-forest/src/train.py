import os
import pickle
import sys

import yaml
from sklearn.ensemble import RandomForestClassifier

params = yaml.safe_load(open("params.yaml"))["train"]

if len(sys.argv) != 3:
    sys.stderr.write("Arguments error. Usage:\n\tpython train.py features model\n")
    sys.exit(1)

with open(os.path.join(sys.argv[1], "train.pkl"), "rb") as f:
    x, labels = pickle.load(f)
sys.stderr.write("X matrix size {}\n".format(x.shape))

clf = RandomForestClassifier(n_estimators=params["n_est"], min_samples_split=params["min_split"], n_jobs=2,
                             random_state=params["seed"])
clf.fit(x, labels)

with open(sys.argv[2], "wb") as f:
    pickle.dump(clf, f)
