import keras
import pandas as pd
import numpy as np
from sklearn import preprocessing
from keras.layers.core import Dense, Activation, Dropout
from keras.layers.recurrent import LSTM
from keras.models import Sequential


def build_model(layers):
    model = Sequential()
    model.add(LSTM(input_dim=layers[0], output_dim=layers[1], return_sequences=True))
    model.add(Dropout(0.2))
    model.add(LSTM(layers[2], return_sequences=False))
    model.add(Dense(output_dim=layers[3]))
    model.add(Activation("linear"))
    model.compile(loss="mse", optimizer="rmsprop")
    return model


def run_network(data=None):
    X, y = np.random.rand(100, 50, 1), np.random.rand(100)
    model = build_model([1, 50, 100, 1])
    model.fit(X, y, batch_size=512, nb_epoch=1, validation_split=0.05)
    return model


if __name__ == '__main__':
    run_network()
