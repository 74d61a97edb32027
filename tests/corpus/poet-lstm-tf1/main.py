from __future__ import print_function
import argparse
import sys

import numpy as np
import tensorflow as tf

from corpus import Corpus
from poet import Poet


def learn(args, corpus):
    poet = Poet(len(corpus.letters), args.size, args.depth, 40, 60)
    saver = tf.train.Saver()
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for epoch in range(args.epochs):
            state, costs = session.run(poet.start), []
            for x, y in corpus.chunks(40, 60):
                feed = {poet.x: x, poet.y: y, poet.keep: 0.8}
                feed.update(zip(poet.start, state))
                cost, state, _ = session.run([poet.cost, poet.end, poet.learn], feed)
                costs.append(cost)
            print('epoch', epoch, 'bits per letter %.3f' % (np.mean(costs) / np.log(2)))
            saver.save(session, 'saved/poet')


def write(args, corpus):
    poet = Poet(len(corpus.letters), args.size, args.depth, 1, 1)
    with tf.Session() as session:
        tf.train.Saver().restore(session, 'saved/poet')
        state, letter = session.run(poet.start), corpus.codes['\n']
        for _ in range(args.write):
            feed = {poet.x: [[letter]]}
            feed.update(zip(poet.start, state))
            chances, state = session.run([poet.chances, poet.end], feed)
            letter = np.random.choice(len(corpus.letters), p=chances[0, 0])
            sys.stdout.write(corpus.letters[letter])


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--text', default='poems.txt')
    parser.add_argument('--write', type=int, default=0)
    parser.add_argument('--size', type=int, default=256)
    parser.add_argument('--depth', type=int, default=2)
    parser.add_argument('--epochs', type=int, default=30)
    args = parser.parse_args()
    (write if args.write else learn)(args, Corpus(args.text))
