import sys
import cPickle as pickle
import cv2
from keras.models import model_from_json

model = model_from_json(open('captcha.json').read())
model.load_weights('captcha.h5')
classes = pickle.load(open('classes.pkl', 'rb'))
img = cv2.imread(sys.argv[1], 0)
print ''.join(classes[i] for i in model.predict_classes(img.reshape(-1, 1, 20, 20)))
