import tensorflow as tf
from tensorflow.keras import layers

learning_rate, num_epochs = 0.5, 2
model = tf.keras.Sequential()
model.add(layers.Dense(units=5, activation=tf.nn.relu))
model.add(layers.Dense(3))
optimizer = tf.keras.optimizers.SGD(learning_rate)
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
dataset = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1000).batch(64)
for epoch in range(num_epochs):
    for xb, yb in dataset:
        with tf.GradientTape() as tape:
            loss = loss_fn(yb, model(xb))
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
