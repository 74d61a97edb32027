import pandas as pd
from sklearn.preprocessing import MinMaxScaler


def read_data(path):
    df = pd.read_csv(path).drop_duplicates()
    df = pd.get_dummies(df, columns=['cp'])
    y = df.pop('target')
    return df, y


def scale(train, test):
    scaler = MinMaxScaler()
    return scaler.fit_transform(train), scaler.transform(test)
