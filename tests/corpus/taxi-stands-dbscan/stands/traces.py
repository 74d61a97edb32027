import pandas as pd


def still_points(path, speed=1.5, minutes=4):
    df = pd.read_csv(path, parse_dates=["time"]).sort_values(["taxi", "time"])
    df["gap"] = df.groupby("taxi")["time"].diff().dt.total_seconds() / 60
    slow = df["speed"] < speed
    return df[slow & (df["gap"] > minutes)][["lat", "lon"]]
