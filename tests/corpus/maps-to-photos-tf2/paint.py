import sys

import tensorflow as tf

from artists import painter

net = painter()
tf.train.Checkpoint(painter=net).restore(tf.train.latest_checkpoint("saved")).expect_partial()
source = tf.image.resize(tf.image.decode_png(tf.io.read_file(sys.argv[1]), 3), (128, 128)) / 127.5 - 1.0
tf.io.write_file("painted.png", tf.io.encode_png(tf.cast((net(source[None])[0] + 1) * 127.5, tf.uint8)))
