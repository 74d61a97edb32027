import tensorflow as tf
from model import Net

(x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
ds = tf.data.Dataset.from_tensor_slices((x_train / 255.0, y_train)).shuffle(10000).batch(32)
net = Net()
loss_object = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = tf.keras.optimizers.Adam()
acc = tf.keras.metrics.SparseCategoricalAccuracy()


@tf.function
def train_step(images, labels):
    with tf.GradientTape() as tape:
        predictions = net(images, training=True)
        loss = loss_object(labels, predictions)
    grads = tape.gradient(loss, net.trainable_variables)
    optimizer.apply_gradients(zip(grads, net.trainable_variables))
    acc(labels, predictions)


for epoch in range(5):
    for images, labels in ds:
        train_step(images, labels)
    print('epoch', epoch, 'accuracy', acc.result().numpy())
