import numpy as np
import pandas as pd
import tensorflow as tf

TARGET = "T (degC)"


def read_table(path):
    df = pd.read_csv(path)
    df = df[5::6].reset_index(drop=True)
    date = pd.to_datetime(df.pop("Date Time"), format="%d.%m.%Y %H:%M:%S")
    seconds = date.map(pd.Timestamp.timestamp)
    day = 24 * 60 * 60
    df["day_sin"] = np.sin(seconds * 2 * np.pi / day)
    df["day_cos"] = np.cos(seconds * 2 * np.pi / day)
    df.loc[df["wv (m/s)"] < 0, "wv (m/s)"] = 0.0
    return df


def split(df):
    n = len(df)
    train, val, test = df[:int(n * 0.7)], df[int(n * 0.7):int(n * 0.9)], df[int(n * 0.9):]
    mean, std = train.mean(), train.std()
    return [(part - mean) / std for part in (train, val, test)]


def make_dataset(df, width, shift, batch_size, shuffle):
    values = np.array(df, dtype=np.float32)
    target = values[width + shift - 1:, df.columns.get_loc(TARGET)]
    return tf.keras.utils.timeseries_dataset_from_array(
        values[:len(values) - shift], target, sequence_length=width, batch_size=batch_size, shuffle=shuffle)
