import sys
import time

import numpy
import theano
import theano.tensor as T

from data import load


class Layer(object):
    def __init__(self, rng, x, n_in, n_out, activation=None):
        bound = numpy.sqrt(6. / (n_in + n_out))
        self.W = theano.shared(rng.uniform(-bound, bound, (n_in, n_out)).astype(theano.config.floatX), name='W')
        self.b = theano.shared(numpy.zeros(n_out, dtype=theano.config.floatX), name='b')
        z = T.dot(x, self.W) + self.b
        self.output = z if activation is None else activation(z)
        self.params = [self.W, self.b]


def train(rate=0.05, epochs=50, batch=100, hidden=300, l2=1e-4):
    (train_x, train_y), (valid_x, valid_y), (test_x, test_y) = load()
    rng = numpy.random.RandomState(1234)
    x, y, i = T.matrix('x'), T.ivector('y'), T.lscalar('i')
    h = Layer(rng, x, 784, hidden, T.tanh)
    o = Layer(rng, h.output, hidden, 10)
    p = T.nnet.softmax(o.output)
    cost = T.nnet.categorical_crossentropy(p, y).mean() + l2 * ((h.W ** 2).sum() + (o.W ** 2).sum())
    error = T.mean(T.neq(T.argmax(p, axis=1), y))
    params = h.params + o.params
    updates = [(q, q - rate * g) for q, g in zip(params, T.grad(cost, params))]
    step = theano.function([i], cost, updates=updates,
                           givens={x: train_x[i * batch:(i + 1) * batch], y: train_y[i * batch:(i + 1) * batch]})
    validate = theano.function([], error, givens={x: valid_x, y: valid_y})
    test = theano.function([], error, givens={x: test_x, y: test_y})
    n = train_x.get_value(borrow=True).shape[0] / batch
    for epoch in xrange(epochs):
        start = time.time()
        c = numpy.mean([step(k) for k in xrange(n)])
        print >> sys.stderr, 'epoch %i, cost %f, validation error %.2f%%, %.1fs' % (
            epoch, c, validate() * 100., time.time() - start)
    print 'test error %.2f%%' % (test() * 100.)


if __name__ == '__main__':
    train()
