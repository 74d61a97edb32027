import numpy as np
import pandas as pd


def build(df):
    df['log_area'] = np.log(df['area'])
    df['weekend'] = (df['hour'].dt.weekday > 4).astype(int)
    df['hour_sin'] = np.sin(df['hour'].dt.hour * 2 * np.pi / 24)
    df['hour_cos'] = np.cos(df['hour'].dt.hour * 2 * np.pi / 24)
    df['temperature'] = df.groupby('site')['temperature'].ffill()
    return df.drop(columns=['hour', 'site'])


if __name__ == '__main__':
    build(pd.read_parquet('data/interim/joined.parquet')).to_parquet('data/processed/features.parquet')
