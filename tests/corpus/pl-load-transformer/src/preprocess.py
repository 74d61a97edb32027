import argparse
from pathlib import Path

import pandas as pd

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--raw", default="data/raw/LD2011_2014.txt")
    args = parser.parse_args()
    df = pd.read_csv(args.raw, sep=";", decimal=",", index_col=0, parse_dates=True)
    hourly = df.resample("1h").mean().loc["2012":]
    hourly = (hourly - hourly.mean()) / hourly.std()
    Path("data/processed").mkdir(parents=True, exist_ok=True)
    hourly.to_parquet("data/processed/load.parquet")
    print(hourly.shape)
