from keras import Sequential, layers, regularizers, optimizers
model = Sequential()
model.add(layers.Dense(4, input_dim=13, kernel_initializer="normal", activation="relu", kernel_regularizer=regularizers.l2(0.1)))
model.add(layers.Dense(1, kernel_initializer="normal"))
model.compile(loss="mean_squared_error", optimizer="sgd")
model.fit(X, Y, epochs=5, batch_size=200, verbose=0)
