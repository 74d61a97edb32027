import json
import sys

import numpy as np
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.models import load_model
from keras.preprocessing.image import img_to_array, load_img

from vocabulary import Vocabulary

vocabulary = Vocabulary(json.load(open('words.json')))
model = load_model('captioner.h5')
cnn = InceptionV3(include_top=False, pooling='avg')
picture = img_to_array(load_img(sys.argv[1], target_size=(299, 299)))
vector = np.repeat(cnn.predict(preprocess_input(picture[None]))[:, None], 14, axis=1)
words = np.zeros((1, 14), int)
words[0, 0] = 1
for t in range(13):
    words[0, t + 1] = model.predict([vector, words])[0, t].argmax()
    if words[0, t + 1] == 2:
        break
print(' '.join(vocabulary.words[w] for w in words[0, 1:t + 1]))
