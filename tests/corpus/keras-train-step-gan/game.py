import keras
import tensorflow as tf


class Game(keras.Model):
    def __init__(self, artist, critic, noise):
        super().__init__()
        self.artist, self.critic, self.noise = artist, critic, noise
        self.artist_loss = keras.metrics.Mean("artist_loss")
        self.critic_loss = keras.metrics.Mean("critic_loss")

    @property
    def metrics(self):
        return [self.artist_loss, self.critic_loss]

    def compile(self, artist_optimizer, critic_optimizer):
        super().compile()
        self.artist_optimizer, self.critic_optimizer = artist_optimizer, critic_optimizer

    def call(self, z):
        return self.artist(z)

    def train_step(self, real):
        z = tf.random.normal((tf.shape(real)[0], self.noise))
        with tf.GradientTape() as tape:
            a, b = self.critic(real, training=True), self.critic(self.artist(z, training=True), training=True)
            cost = tf.reduce_mean(tf.nn.softplus(-a)) + tf.reduce_mean(tf.nn.softplus(b))
        self.critic_optimizer.apply(tape.gradient(cost, self.critic.trainable_variables), self.critic.trainable_variables)
        self.critic_loss.update_state(cost)
        with tf.GradientTape() as tape:
            cost = tf.reduce_mean(tf.nn.softplus(-self.critic(self.artist(z, training=True), training=True)))
        self.artist_optimizer.apply(tape.gradient(cost, self.artist.trainable_variables), self.artist.trainable_variables)
        self.artist_loss.update_state(cost)
        return {m.name: m.result() for m in self.metrics}
