import argparse
import logging
from datetime import timedelta

import pandas as pd
from sklearn.metrics import mean_absolute_error, mean_squared_error

from sales import features
from sales.model import SalesModel

logger = logging.getLogger("sales")


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--table", default="data/sales.parquet")
    parser.add_argument("--horizon", type=int, default=28)
    parser.add_argument("--rounds", type=int, default=800)
    parser.add_argument("--eta", type=float, default=0.05)
    parser.add_argument("--model", default="sales.json")
    return parser.parse_args()


def main():
    logging.basicConfig(level=logging.INFO)
    args = parse()
    df = features.make(pd.read_parquet(args.table)).dropna()
    border = df["date"].max() - timedelta(days=args.horizon)
    train, valid = df[df["date"] <= border], df[df["date"] > border]
    logger.info("%d rows to learn from, %d to validate", len(train), len(valid))
    cols = features.columns()
    model = SalesModel(args.rounds, eta=args.eta).fit(train[cols], train["units"], valid[cols], valid["units"])
    pred = model.predict(valid[cols])
    logger.info("valid rmse %.3f mae %.3f", mean_squared_error(valid["units"], pred) ** 0.5,
                mean_absolute_error(valid["units"], pred))
    model.save(args.model)


if __name__ == "__main__":
    main()
