import cPickle
import gzip

import numpy
import theano
import theano.tensor as T


def shared(x, y):
    return (theano.shared(numpy.asarray(x, dtype=theano.config.floatX), borrow=True),
            T.cast(theano.shared(numpy.asarray(y, dtype=theano.config.floatX), borrow=True), 'int32'))


def load(path='mnist.pkl.gz'):
    with gzip.open(path, 'rb') as f:
        return [shared(*part) for part in cPickle.load(f)]
