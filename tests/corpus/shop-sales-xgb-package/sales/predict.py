import argparse

import pandas as pd

from sales import features
from sales.model import SalesModel

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--table", default="data/sales.parquet")
    parser.add_argument("--model", default="sales.json")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    df = features.make(pd.read_parquet(args.table))
    last = df[df["date"] == df["date"].max()].copy()
    last["forecast"] = SalesModel.load(args.model).predict(last[features.columns()])
    last[["shop", "item", "forecast"]].to_csv(args.out, index=False)
