import sys

import cv2
import numpy as np
import tensorflow as tf

model = tf.keras.models.load_model("xray.h5")
last = [l for l in model.layers if len(l.output_shape) == 4][-1]
both = tf.keras.Model(model.input, [last.output, model.output])
picture = cv2.resize(cv2.imread(sys.argv[1]), (224, 224))[None] / 255.
with tf.GradientTape() as tape:
    maps, p = both(picture)
weights = tf.reduce_mean(tape.gradient(p, maps), axis=(1, 2))
heat = np.maximum(tf.reduce_sum(weights[:, None, None] * maps, -1)[0], 0)
cv2.imwrite("heat.png", cv2.applyColorMap(np.uint8(255 * heat / heat.max()), cv2.COLORMAP_JET))
print(float(p))
