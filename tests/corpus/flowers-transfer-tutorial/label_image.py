import sys

import numpy as np
import tensorflow as tf

model = tf.keras.models.load_model("flowers.keras")
labels = open("labels.txt").read().splitlines()
img = tf.keras.utils.load_img(sys.argv[1], target_size=(160, 160))
probs = tf.nn.softmax(model.predict(np.expand_dims(tf.keras.utils.img_to_array(img), 0))[0])
for i in np.argsort(probs)[::-1]:
    print(f"{labels[i]:12s} {probs[i]:.3f}")
