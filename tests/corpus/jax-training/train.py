import jax
import jax.numpy as jnp
import optax


def loss(params, x, y):
    return jnp.mean((x @ params - y) ** 2)


params = jnp.zeros(3)
opt = optax.adam(1e-2)
state = opt.init(params)
for i in range(100):
    grads = jax.grad(loss)(params, jnp.ones((4, 3)), jnp.ones(4))
    updates, state = opt.update(grads, state)
    params = optax.apply_updates(params, updates)
