import argparse
import time

import tensorflow as tf

import data
from losses import discriminator_loss, generator_loss
from networks import Discriminator, Generator

parser = argparse.ArgumentParser()
parser.add_argument('--data', default='facades')
parser.add_argument('--epochs', type=int, default=150)
parser.add_argument('--batch_size', type=int, default=1)
parser.add_argument('--lr', type=float, default=2e-4)
FLAGS = parser.parse_args()

generator, discriminator = Generator(), Discriminator()
g_opt = tf.keras.optimizers.Adam(FLAGS.lr, beta_1=0.5)
d_opt = tf.keras.optimizers.Adam(FLAGS.lr, beta_1=0.5)
ckpt = tf.train.Checkpoint(generator=generator, discriminator=discriminator, g_opt=g_opt, d_opt=d_opt)
manager = tf.train.CheckpointManager(ckpt, 'ckpt', max_to_keep=3)
writer = tf.summary.create_file_writer('logs')


@tf.function
def step(source, target):
    with tf.GradientTape() as g_tape, tf.GradientTape() as d_tape:
        fake = generator(source, training=True)
        real_logits = discriminator([source, target], training=True)
        fake_logits = discriminator([source, fake], training=True)
        g_loss, gan, l1 = generator_loss(fake_logits, fake, target)
        d_loss = discriminator_loss(real_logits, fake_logits)
    g_opt.apply_gradients(zip(g_tape.gradient(g_loss, generator.trainable_variables),
                              generator.trainable_variables))
    d_opt.apply_gradients(zip(d_tape.gradient(d_loss, discriminator.trainable_variables),
                              discriminator.trainable_variables))
    return g_loss, d_loss, l1


def fit(train_ds):
    n = 0
    for epoch in range(FLAGS.epochs):
        start = time.time()
        for source, target in train_ds:
            g_loss, d_loss, l1 = step(source, target)
            with writer.as_default():
                tf.summary.scalar('g_loss', g_loss, step=n)
                tf.summary.scalar('d_loss', d_loss, step=n)
            n += 1
        print('epoch %d  g %.3f  d %.3f  l1 %.3f  (%.1fs)' % (epoch + 1, g_loss, d_loss, l1, time.time() - start))
        if (epoch + 1) % 10 == 0:
            manager.save()


if __name__ == '__main__':
    fit(data.dataset(FLAGS.data + '/train/*.jpg', FLAGS.batch_size, True))
