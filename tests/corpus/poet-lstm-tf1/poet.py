import tensorflow as tf


class Poet(object):
    def __init__(self, n_letters, size, depth, rows, columns):
        self.x = tf.placeholder(tf.int32, [rows, columns], name='letters')
        self.y = tf.placeholder(tf.int32, [rows, columns], name='next_letters')
        self.keep = tf.placeholder_with_default(1.0, [])
        one = lambda: tf.contrib.rnn.DropoutWrapper(tf.contrib.rnn.GRUCell(size), output_keep_prob=self.keep)
        stack = tf.contrib.rnn.MultiRNNCell([one() for _ in range(depth)])
        self.start = stack.zero_state(rows, tf.float32)
        table = tf.get_variable('table', [n_letters, size])
        h, self.end = tf.nn.dynamic_rnn(stack, tf.nn.embedding_lookup(table, self.x), initial_state=self.start)
        logits = tf.layers.dense(h, n_letters)
        self.chances = tf.nn.softmax(logits)
        self.cost = tf.contrib.seq2seq.sequence_loss(logits, self.y, tf.ones([rows, columns]))
        optimizer = tf.train.AdamOptimizer(0.003)
        gradients, variables = zip(*optimizer.compute_gradients(self.cost))
        gradients, _ = tf.clip_by_global_norm(gradients, 4.0)
        self.learn = optimizer.apply_gradients(zip(gradients, variables))
