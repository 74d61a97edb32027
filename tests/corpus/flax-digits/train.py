import jax
import jax.numpy as jnp
import numpy as np
import optax
import tensorflow_datasets as tfds
from absl import app, flags, logging
from flax.training import train_state
from ml_collections import config_flags

from network import SmallCNN

FLAGS = flags.FLAGS
config_flags.DEFINE_config_file("config", "configs/default.py")


def get_split(name):
    data = tfds.as_numpy(tfds.load("mnist", split=name, batch_size=-1))
    return np.float32(data["image"]) / 255.0, data["label"]


@jax.jit
def update(state, images, labels):
    def loss_fn(params):
        logits = state.apply_fn({"params": params}, images)
        return optax.softmax_cross_entropy_with_integer_labels(logits, labels).mean(), logits

    (loss, logits), grads = jax.value_and_grad(loss_fn, has_aux=True)(state.params)
    return state.apply_gradients(grads=grads), loss, jnp.mean(logits.argmax(-1) == labels)


def main(_):
    cfg = FLAGS.config
    rng = jax.random.PRNGKey(0)
    net = SmallCNN()
    params = net.init(rng, jnp.ones([1, 28, 28, 1]))["params"]
    state = train_state.TrainState.create(apply_fn=net.apply, params=params,
                                          tx=optax.sgd(cfg.learning_rate, cfg.momentum))
    images, labels = get_split("train")
    test_images, test_labels = get_split("test")
    for epoch in range(cfg.num_epochs):
        rng, key = jax.random.split(rng)
        order = jax.random.permutation(key, len(images))[:len(images) // cfg.batch_size * cfg.batch_size]
        for at in order.reshape(-1, cfg.batch_size):
            state, loss, acc = update(state, images[at], labels[at])
        right = np.mean(net.apply({"params": state.params}, test_images).argmax(-1) == test_labels)
        logging.info("epoch %d loss %.4f batch accuracy %.3f test accuracy %.4f", epoch, loss, acc, right)


if __name__ == "__main__":
    app.run(main)
