from flax import linen as nn


class SmallCNN(nn.Module):
    """Two convolutions and a head."""

    @nn.compact
    def __call__(self, x):
        for features in (24, 48):
            x = nn.avg_pool(nn.relu(nn.Conv(features, (3, 3))(x)), (2, 2), strides=(2, 2))
        x = x.reshape((x.shape[0], -1))
        return nn.Dense(10)(nn.relu(nn.Dense(128)(x)))
