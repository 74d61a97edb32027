import cPickle
import glob
import os

import cv2
import numpy

pictures, names = [], []
for path in glob.glob('plates/*.png'):
    text = os.path.splitext(os.path.basename(path))[0]
    plate = cv2.imread(path, 0)
    columns = (plate < 100).sum(axis=0) > 1
    edges = numpy.flatnonzero(numpy.diff(columns.astype(int)))
    spans = zip(edges[::2], edges[1::2])
    if len(spans) != len(text):
        print 'cannot cut', path, len(spans), 'pieces'
        continue
    for (a, b), letter in zip(spans, text):
        pictures.append(cv2.resize(plate[:, a:b + 1], (16, 28)))
        names.append(letter)
print len(pictures), 'letters'
cPickle.dump((pictures, names), open('letters.pkl', 'wb'), 2)
