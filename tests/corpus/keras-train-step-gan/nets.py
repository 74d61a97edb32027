from keras import Sequential, layers


def artist(noise):
    return Sequential([
        layers.Input((noise,)), layers.Dense(4 * 4 * 128), layers.Reshape((4, 4, 128)),
        layers.Conv2DTranspose(64, 4, 2, "same"), layers.BatchNormalization(), layers.ReLU(),
        layers.Conv2DTranspose(32, 4, 2, "same"), layers.BatchNormalization(), layers.ReLU(),
        layers.Conv2D(3, 3, padding="same", activation="tanh")])


def critic():
    return Sequential([
        layers.Input((16, 16, 3)),
        layers.Conv2D(32, 4, 2, "same"), layers.LeakyReLU(negative_slope=0.2),
        layers.Conv2D(64, 4, 2, "same"), layers.LeakyReLU(negative_slope=0.2),
        layers.Flatten(), layers.Dropout(0.3), layers.Dense(1)])
