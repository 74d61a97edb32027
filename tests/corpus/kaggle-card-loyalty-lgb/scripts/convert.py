import pandas as pd

for name in ["train", "test", "historical_transactions"]:
    pd.read_csv("./data/input/%s.csv" % name).to_feather("./data/input/%s.feather" % name)
