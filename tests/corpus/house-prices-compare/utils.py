import pandas as pd
from sklearn.model_selection import train_test_split


def load(path):
    df = pd.read_csv(path)
    df = df.dropna()
    return df


def split(df):
    return train_test_split(df.drop("price", axis=1), df["price"], test_size=0.2, random_state=1)
