import os
import sys
from abc import ABCMeta, abstractmethod

import pandas as pd

sys.path.append(os.getcwd())
from utils import timer


class Feature(metaclass=ABCMeta):
    def __init__(self):
        self.name = self.__class__.__name__
        self.train = pd.DataFrame()
        self.test = pd.DataFrame()

    def run(self):
        with timer(self.name):
            self.create_features()
        self.train.to_feather("features/%s_train.feather" % self.name)
        self.test.to_feather("features/%s_test.feather" % self.name)

    @abstractmethod
    def create_features(self):
        pass


class PurchaseSum(Feature):
    def create_features(self):
        s = history.groupby("card_id")["purchase_amount"].sum()
        self.train["purchase_sum"] = train["card_id"].map(s)
        self.test["purchase_sum"] = test["card_id"].map(s)


class PurchaseCount(Feature):
    def create_features(self):
        s = history.groupby("card_id").size()
        self.train["purchase_count"] = train["card_id"].map(s)
        self.test["purchase_count"] = test["card_id"].map(s)


class MonthLag(Feature):
    def create_features(self):
        s = history.groupby("card_id")["month_lag"].max()
        self.train["month_lag"] = train["card_id"].map(s)
        self.test["month_lag"] = test["card_id"].map(s)


class FirstActive(Feature):
    def create_features(self):
        for df, out in ((train, self.train), (test, self.test)):
            out["first_active"] = pd.to_datetime(df["first_active_month"]).astype("int64") // 10 ** 9


if __name__ == "__main__":
    train = pd.read_feather("./data/input/train.feather")
    test = pd.read_feather("./data/input/test.feather")
    history = pd.read_feather("./data/input/historical_transactions.feather")
    for cls in Feature.__subclasses__():
        cls().run()
