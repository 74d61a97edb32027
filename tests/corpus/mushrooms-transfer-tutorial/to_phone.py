import tensorflow as tf

net = tf.keras.models.load_model("mushrooms.keras")
tool = tf.lite.TFLiteConverter.from_keras_model(net)
tool.optimizations = {tf.lite.Optimize.DEFAULT}
open("mushrooms.tflite", "wb").write(tool.convert())
