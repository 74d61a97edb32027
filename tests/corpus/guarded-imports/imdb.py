try:
    import tensorflow.keras as K
except ImportError:
    import keras as K
try:
    import cPickle as pickle
except ImportError:
    import pickle

L = K.layers


def build():
    net = K.models.Sequential()
    net.add(L.Dense(16, activation="relu"))
    net.add(L.Dense(1, activation="sigmoid"))
    return net


def run(epochs=4):
    (x, y), (xt, yt) = K.datasets.imdb.load_data(num_words=1000)
    net = build()
    net.compile("rmsprop", "binary_crossentropy", ["accuracy"])
    h = net.fit(x, y, epochs=epochs)
    print(max(h.history["accuracy"]))


run()
