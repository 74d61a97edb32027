from __future__ import print_function
import argparse
import os
import time

import tensorflow as tf
from six.moves import cPickle

from model import Model
from utils import TextLoader

parser = argparse.ArgumentParser()
parser.add_argument('--data_dir', type=str, default='data/tinyshakespeare')
parser.add_argument('--save_dir', type=str, default='save')
parser.add_argument('--rnn_size', type=int, default=128)
parser.add_argument('--num_layers', type=int, default=2)
parser.add_argument('--batch_size', type=int, default=50)
parser.add_argument('--seq_length', type=int, default=50)
parser.add_argument('--num_epochs', type=int, default=50)
parser.add_argument('--grad_clip', type=float, default=5.)
parser.add_argument('--keep_prob', type=float, default=0.8)
parser.add_argument('--learning_rate', type=float, default=0.002)
parser.add_argument('--decay_rate', type=float, default=0.97)


def train(args):
    loader = TextLoader(args.data_dir, args.batch_size, args.seq_length)
    args.vocab_size = loader.vocab_size
    model = Model(args)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        saver = tf.train.Saver(tf.global_variables())
        for e in range(args.num_epochs):
            sess.run(tf.assign(model.lr, args.learning_rate * (args.decay_rate ** e)))
            loader.reset()
            state = sess.run(model.initial_state)
            for b in range(loader.num_batches):
                start = time.time()
                x, y = loader.next_batch()
                feed = {model.input_data: x, model.targets: y}
                for i, (c, h) in enumerate(model.initial_state):
                    feed[c] = state[i].c
                    feed[h] = state[i].h
                loss, state, _ = sess.run([model.cost, model.final_state, model.train_op], feed)
                print("{}/{} (epoch {}), train_loss = {:.3f}, time/batch = {:.3f}".format(
                    e * loader.num_batches + b, args.num_epochs * loader.num_batches, e, loss, time.time() - start))
            saver.save(sess, os.path.join(args.save_dir, 'model.ckpt'), global_step=e)


if __name__ == '__main__':
    train(parser.parse_args())
