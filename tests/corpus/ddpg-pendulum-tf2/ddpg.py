import numpy as np
import tensorflow as tf
from tensorflow.keras import layers


def get_actor(n_states, bound):
    inputs = layers.Input(shape=(n_states,))
    x = layers.Dense(256, activation="relu")(inputs)
    x = layers.Dense(256, activation="relu")(x)
    out = layers.Dense(1, activation="tanh", kernel_initializer=tf.random_uniform_initializer(-0.003, 0.003))(x)
    return tf.keras.Model(inputs, out * bound)


def get_critic(n_states, n_actions):
    s, a = layers.Input(shape=(n_states,)), layers.Input(shape=(n_actions,))
    x = layers.Concatenate()([layers.Dense(32, activation="relu")(s), layers.Dense(32, activation="relu")(a)])
    x = layers.Dense(256, activation="relu")(x)
    x = layers.Dense(256, activation="relu")(x)
    return tf.keras.Model([s, a], layers.Dense(1)(x))


class Buffer:
    def __init__(self, n_states, n_actions, capacity=50000, batch=64):
        self.capacity, self.batch, self.n = capacity, batch, 0
        self.s, self.s2 = np.zeros((2, capacity, n_states), np.float32)
        self.a = np.zeros((capacity, n_actions), np.float32)
        self.r = np.zeros((capacity, 1), np.float32)

    def record(self, s, a, r, s2):
        i = self.n % self.capacity
        self.s[i], self.a[i], self.r[i], self.s2[i] = s, a, r, s2
        self.n += 1

    def sample(self):
        idx = np.random.choice(min(self.n, self.capacity), self.batch)
        return tuple(tf.convert_to_tensor(x[idx]) for x in (self.s, self.a, self.r, self.s2))


class DDPG:
    def __init__(self, n_states, n_actions, bound, gamma=0.99, tau=0.005):
        self.actor, self.critic = get_actor(n_states, bound), get_critic(n_states, n_actions)
        self.target_actor, self.target_critic = get_actor(n_states, bound), get_critic(n_states, n_actions)
        self.target_actor.set_weights(self.actor.get_weights())
        self.target_critic.set_weights(self.critic.get_weights())
        self.actor_opt, self.critic_opt = tf.keras.optimizers.Adam(0.001), tf.keras.optimizers.Adam(0.002)
        self.gamma, self.tau = gamma, tau

    @tf.function
    def update(self, s, a, r, s2):
        with tf.GradientTape() as tape:
            y = r + self.gamma * self.target_critic([s2, self.target_actor(s2, training=True)], training=True)
            critic_loss = tf.reduce_mean(tf.square(y - self.critic([s, a], training=True)))
        grads = tape.gradient(critic_loss, self.critic.trainable_variables)
        self.critic_opt.apply_gradients(zip(grads, self.critic.trainable_variables))
        with tf.GradientTape() as tape:
            actor_loss = -tf.reduce_mean(self.critic([s, self.actor(s, training=True)], training=True))
        grads = tape.gradient(actor_loss, self.actor.trainable_variables)
        self.actor_opt.apply_gradients(zip(grads, self.actor.trainable_variables))
        for t, w in ((self.target_actor, self.actor), (self.target_critic, self.critic)):
            for x, y in zip(t.variables, w.variables):
                x.assign(y * self.tau + x * (1 - self.tau))
