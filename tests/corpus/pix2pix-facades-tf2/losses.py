import tensorflow as tf

bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
LAMBDA = 100


def generator_loss(fake_logits, fake, target):
    gan = bce(tf.ones_like(fake_logits), fake_logits)
    l1 = tf.reduce_mean(tf.abs(target - fake))
    return gan + LAMBDA * l1, gan, l1


def discriminator_loss(real_logits, fake_logits):
    return bce(tf.ones_like(real_logits), real_logits) + bce(tf.zeros_like(fake_logits), fake_logits)
