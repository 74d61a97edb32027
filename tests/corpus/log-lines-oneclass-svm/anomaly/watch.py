import sys

import joblib

from parse import minutes

model = joblib.load("oneclass.joblib")
buffer = []
for line in sys.stdin:
    buffer.append(line)
    if len(buffer) == 5000:
        stamps, X = minutes(buffer)
        for stamp, score in zip(stamps, model.decision_function(X)):
            if score < 0:
                print("ANOMALY", stamp, round(score, 3), flush=True)
        buffer = []
