import tensorflow as tf

Dense = tf.keras.layers.Dense


def mlp(sizes, out):
    return tf.keras.Sequential([Dense(s, "relu") for s in sizes] + [Dense(out)])


class Policy(tf.keras.Model):
    """A squashed Gaussian."""

    def __init__(self, n_actions, limit):
        super().__init__()
        self.trunk = mlp((128, 128), 2 * n_actions)
        self.limit = limit

    def call(self, obs):
        mu, log_std = tf.split(self.trunk(obs), 2, axis=-1)
        std = tf.exp(tf.clip_by_value(log_std, -10.0, 2.0))
        raw = mu + std * tf.random.normal(tf.shape(mu))
        log_p = -0.5 * ((raw - mu) / std) ** 2 - tf.math.log(std) - 0.919
        log_p -= tf.math.log(1 - tf.tanh(raw) ** 2 + 1e-6)
        return self.limit * tf.tanh(raw), tf.reduce_sum(log_p, -1)
