import pandas as pd
from sklearn.model_selection import train_test_split

DATES = ["accident", "reported"]


def load(path):
    df = pd.read_csv(path, parse_dates=DATES)
    df["delay"] = (df["reported"] - df["accident"]).dt.days
    y = df.pop("referred").astype(int)
    X = pd.get_dummies(df.drop(columns=DATES + ["claim_id"]), dummy_na=True)
    return train_test_split(X, y, test_size=0.25, stratify=y, random_state=20)
