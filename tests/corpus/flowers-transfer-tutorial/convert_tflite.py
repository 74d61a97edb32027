import tensorflow as tf

model = tf.keras.models.load_model("flowers.keras")
converter = tf.lite.TFLiteConverter.from_keras_model(model)
converter.optimizations = [tf.lite.Optimize.DEFAULT]
with open("flowers.tflite", "wb") as f:
    f.write(converter.convert())
