import numpy as np
import pandas as pd
from keras.layers import LSTM, Dense, Dropout
from keras.models import Sequential
from sklearn.preprocessing import MinMaxScaler

df = pd.read_csv('GOOG.csv')
prices = df['Close'].values.reshape(-1, 1)
scaler = MinMaxScaler(feature_range=(0, 1))
scaled = scaler.fit_transform(prices)


def windows(data, n=60):
    x, y = [], []
    for i in range(n, len(data)):
        x.append(data[i - n:i, 0])
        y.append(data[i, 0])
    return np.array(x)[..., None], np.array(y)


X, y = windows(scaled)
cut = int(len(X) * 0.8)
regressor = Sequential()
regressor.add(LSTM(units=50, return_sequences=True, input_shape=(X.shape[1], 1)))
regressor.add(Dropout(0.2))
regressor.add(LSTM(units=50))
regressor.add(Dense(units=1))
regressor.compile(optimizer='adam', loss='mean_squared_error')
regressor.fit(X[:cut], y[:cut], epochs=100, batch_size=32)
print(regressor.evaluate(X[cut:], y[cut:]))
