import sys

import joblib
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import RobustScaler
from sklearn.svm import OneClassSVM

from parse import minutes

path = sys.argv[1] if len(sys.argv) > 1 else "access.log"
with open(path, errors="replace") as f:
    stamps, X = minutes(f)
model = make_pipeline(RobustScaler(), OneClassSVM(nu=0.005, gamma="scale"))
model.fit(X)
strange = model.predict(X) < 0
print("%d of %d minutes look strange" % (strange.sum(), len(X)))
for stamp in [s for s, odd in zip(stamps, strange) if odd][:20]:
    print("  ", stamp)
joblib.dump(model, "oneclass.joblib")
