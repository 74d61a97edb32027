import argparse
import os

import tensorflow as tf

import data
from networks import Generator

parser = argparse.ArgumentParser()
parser.add_argument('--checkpoint', required=True)
parser.add_argument('--out', default='samples')
args = parser.parse_args()

generator = Generator()
tf.train.Checkpoint(generator=generator).restore(args.checkpoint).expect_partial()
os.makedirs(args.out, exist_ok=True)
for i, (source, _) in enumerate(data.dataset('facades/test/*.jpg', 1, False)):
    fake = generator(source, training=True)[0]
    tf.io.write_file(os.path.join(args.out, '%04d.png' % i),
                     tf.io.encode_png(tf.cast((fake + 1) * 127.5, tf.uint8)))
