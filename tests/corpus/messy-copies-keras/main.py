import os
import csv
import numpy as np
import keras
from keras import layers
from PIL import Image

DATA = 'GTSRB/Training'
N = 43


def load():
    x, y = [], []
    for c in range(N):
        folder = os.path.join(DATA, '%05d' % c)
        with open(os.path.join(folder, 'GT-%05d.csv' % c)) as f:
            for row in csv.DictReader(f, delimiter=';'):
                box = tuple(int(row[k]) for k in ('Roi.X1', 'Roi.Y1', 'Roi.X2', 'Roi.Y2'))
                x.append(np.asarray(Image.open(os.path.join(folder, row['Filename'])).crop(box).resize((32, 32))))
                y.append(c)
    return np.stack(x), np.array(y)


x, y = load()
p = np.random.RandomState(0).permutation(len(x))
x, y = x[p], y[p]
cut = int(len(x) * 0.9)

model = keras.Sequential([
    layers.Input((32, 32, 3)),
    layers.Rescaling(1 / 255),
    layers.RandomRotation(0.03),
    layers.Conv2D(32, 5, activation='relu'),
    layers.Conv2D(32, 5, activation='relu'),
    layers.MaxPooling2D(),
    layers.Dropout(0.25),
    layers.Conv2D(64, 3, activation='relu'),
    layers.MaxPooling2D(),
    layers.Dropout(0.25),
    layers.Flatten(),
    layers.Dense(256, activation='relu'),
    layers.Dropout(0.5),
    layers.Dense(N, activation='softmax'),
])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x[:cut], y[:cut], batch_size=64, epochs=15, validation_data=(x[cut:], y[cut:]))
print('final accuracy', model.evaluate(x[cut:], y[cut:])[1])
model.save('signs.keras')
