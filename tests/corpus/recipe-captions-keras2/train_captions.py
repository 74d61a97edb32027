import csv

import numpy as np
from keras.callbacks import ModelCheckpoint
from keras.layers import Dense, Dropout, Embedding, Input, LSTM
from keras.layers.merge import concatenate
from keras.layers.wrappers import TimeDistributed
from keras.models import Model
from keras.optimizers import RMSprop
from keras.preprocessing.sequence import pad_sequences

from vocabulary import Vocabulary

LENGTH = 14
BATCH = 128


def captioner(n_words, n_features):
    """Words so far + picture -> next word, at every position."""
    picture = Input(shape=(LENGTH, n_features))
    words = Input(shape=(LENGTH,))
    e = Embedding(n_words, 200, mask_zero=False)(words)
    p = TimeDistributed(Dense(200, activation='relu'))(picture)
    h = LSTM(300, return_sequences=True, dropout=0.3)(concatenate([e, p]))
    out = TimeDistributed(Dense(n_words, activation='softmax'))(Dropout(0.3)(h))
    model = Model([picture, words], out)
    model.compile(RMSprop(lr=1e-3, clipnorm=5.), 'sparse_categorical_crossentropy')
    return model


def endless(vectors, sentences):
    while True:
        pick = np.random.randint(0, len(sentences), BATCH)
        batch = sentences[pick]
        pictures = np.repeat(vectors[pick][:, None], LENGTH, axis=1)
        yield [pictures, batch[:, :-1]], batch[:, 1:, None]


if __name__ == '__main__':
    stored = np.load('features.npz')
    place = dict((n, i) for i, n in enumerate(stored['names']))
    rows = [r for r in csv.reader(open('dishes.csv')) if r[0] in place]
    vocabulary = Vocabulary.of([text for _, text in rows])
    vocabulary.save('words.json')
    sentences = pad_sequences([vocabulary.encode(t) for _, t in rows], maxlen=LENGTH + 1, padding='post',
                              truncating='post')
    vectors = stored['vectors'][[place[name] for name, _ in rows]]
    cut = int(0.9 * len(rows))
    model = captioner(len(vocabulary.words), vectors.shape[1])
    model.summary()
    model.fit_generator(endless(vectors[:cut], sentences[:cut]), steps_per_epoch=cut // BATCH, nb_epoch=25,
                        validation_data=endless(vectors[cut:], sentences[cut:]), validation_steps=10,
                        callbacks=[ModelCheckpoint('captioner.h5', save_best_only=True)])
