import pandas as pd


def clean(df):
    return df.dropna()
