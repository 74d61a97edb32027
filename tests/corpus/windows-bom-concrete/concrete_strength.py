# Strength of concrete from its recipe
import os
import pandas as pd
from tensorflow import keras
from tensorflow.keras import layers
from sklearn.model_selection import train_test_split
from sklearn.metrics import r2_score

FOLDER = "C:\\Users\\lab\\Documents\\concrete"
TARGET = "strength_MPa"


def read():
	table = pd.read_excel(os.path.join(FOLDER, "Concrete_Data.xlsx"))
	table.columns = ["cement", "slag", "ash", "water", "plasticizer", "coarse", "fine", "age", TARGET]
	return table


def network(n):
	model = keras.Sequential()
	model.add(keras.Input(shape=(n,)))
	model.add(layers.BatchNormalization())
	model.add(layers.Dense(64, activation="relu"))
	model.add(layers.Dense(64, activation="relu"))
	model.add(layers.Dense(1))
	model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.003), loss="mean_squared_error", metrics=["mae"])
	return model


def main():
	table = read()
	y = table.pop(TARGET)
	X_train, X_test, y_train, y_test = train_test_split(table, y, test_size=0.2, random_state=28)
	model = network(X_train.shape[1])
	model.fit(X_train, y_train, epochs=200, batch_size=32, validation_split=0.1, verbose=2)
	pred = model.predict(X_test).ravel()
	print("R2 on the test set: %.3f" % r2_score(y_test, pred))
	model.save("concrete.keras")


if __name__ == "__main__":
	main()
