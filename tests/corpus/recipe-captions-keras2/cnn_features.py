# Runs InceptionV3 once over every picture. Slow!
import glob
import os
import sys

import numpy as np
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.preprocessing.image import img_to_array, load_img

cnn = InceptionV3(weights='imagenet', include_top=False, pooling='avg')
names, vectors = [], []
for path in sorted(glob.glob(os.path.join(sys.argv[1], '*.jpg'))):
    picture = img_to_array(load_img(path, target_size=(299, 299)))
    vectors.append(cnn.predict(preprocess_input(picture[np.newaxis]))[0])
    names.append(os.path.basename(path))
    if len(names) % 500 == 0:
        print(len(names), 'done')
np.savez('features.npz', names=np.array(names), vectors=np.array(vectors))
