import sqlite3

import pandas as pd


def cars(path="ml/data/cars.sqlite"):
    with sqlite3.connect(path) as db:
        return pd.read_sql("select brand, km, year, price from cars where price between 500 and 80000", db)
