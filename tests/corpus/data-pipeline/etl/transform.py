from sklearn.preprocessing import StandardScaler, LabelEncoder
import pandas as pd


def transform(df):
    df["city"] = LabelEncoder().fit_transform(df["city"])
    scaler = StandardScaler()
    scaler.fit(df)
    return scaler.transform(df)
