import numpy as np
import pandas as pd
import tensorflow as tf

TARGET = "T (degC)"


def read_table(path):
    df = pd.read_csv(path)
    df.index = pd.to_datetime(df.pop("Date Time"), dayfirst=True)
    hourly = df.resample("1h").mean().ffill()
    turn = 2 * np.pi * hourly.index.hour / 24
    return hourly.assign(clock_x=np.cos(turn), clock_y=np.sin(turn))


def split(df):
    n = len(df)
    a, b = n * 6 // 10, n * 8 // 10
    mean, std = df[:a].mean(), df[:a].std()
    return [(part - mean) / std for part in (df[:a], df[a:b], df[b:])]


def make_dataset(df, width, shift, batch_size, shuffle):
    values = np.array(df, dtype=np.float32)
    target = values[width + shift - 1:, df.columns.get_loc(TARGET)]
    return tf.keras.utils.timeseries_dataset_from_array(
        values[:len(values) - shift], target, sequence_length=width, batch_size=batch_size, shuffle=shuffle)
