import sys

import cv2
import numpy
from keras.models import model_from_json

net = model_from_json(open('letters.json').read())
net.load_weights('letters.h5')
alphabet = open('alphabet.txt').read()
plate = cv2.imread(sys.argv[1], 0)
edges = numpy.flatnonzero(numpy.diff(((plate < 100).sum(axis=0) > 1).astype(int)))
for a, b in zip(edges[::2], edges[1::2]):
    letter = cv2.resize(plate[:, a:b + 1], (16, 28))[None, None] / 255.
    sys.stdout.write(alphabet[net.predict_classes(letter, verbose=0)[0]])
print
