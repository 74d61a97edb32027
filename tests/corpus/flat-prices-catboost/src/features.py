import numpy as np
import pandas as pd

CATEGORICAL = ["district", "material", "condition"]


def prepare(df: pd.DataFrame) -> pd.DataFrame:
    df = df.copy()
    df["rooms"] = df["rooms"].clip(1, 6)
    df["floor_share"] = df["floor"] / df["floors_total"].replace(0, np.nan)
    df["age"] = df["sold_year"] - df["built_year"]
    df["area_per_room"] = df["area"] / df["rooms"]
    for col in CATEGORICAL:
        df[col] = df[col].fillna("unknown").astype(str)
    return df.drop(columns=["id", "address"])
