# cuts the captchas into letters
import os, sys, glob
import cPickle as pickle
import cv2
import numpy as np

letters = []
labels = []
for f in glob.glob('captchas/*.png'):
    name = os.path.basename(f).split('.')[0]
    img = cv2.imread(f, 0)
    ret, img = cv2.threshold(img, 128, 255, cv2.THRESH_BINARY_INV)
    contours, hierarchy = cv2.findContours(img.copy(), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = sorted([cv2.boundingRect(c) for c in contours])
    if len(boxes) != len(name):
        print 'skip', f, len(boxes)
        continue
    for (x, y, w, h), ch in zip(boxes, name):
        letters.append(cv2.resize(img[y:y + h, x:x + w], (20, 20)))
        labels.append(ch)
print '%d letters' % len(letters)
pickle.dump((np.array(letters), labels), open('letters.pkl', 'wb'), -1)
