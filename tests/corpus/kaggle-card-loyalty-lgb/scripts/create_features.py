import os
import sys

import pandas as pd

sys.path.append(os.getcwd())
from utils import timer

history = pd.read_feather("./data/input/historical_transactions.feather")
cards = {name: pd.read_feather("./data/input/%s.feather" % name) for name in ("train", "test")}
by_card = history.groupby("card_id")

FEATURES = {
    "PurchaseSum": lambda df: df["card_id"].map(by_card["purchase_amount"].sum()),
    "PurchaseCount": lambda df: df["card_id"].map(by_card.size()),
    "MonthLag": lambda df: df["card_id"].map(by_card["month_lag"].max()),
    "FirstActive": lambda df: pd.to_datetime(df["first_active_month"]).astype("int64") // 10 ** 9,
}


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


if __name__ == "__main__":
    for name, make in FEATURES.items():
        with timer(name):
            for part, df in cards.items():
                column = make(df).rename(snake(name))
                column.to_frame().reset_index(drop=True).to_feather("features/%s_%s.feather" % (name, part))
