import tensorflow as tf

K = tf.keras


def narrow(x, width):
    x = K.layers.Conv2D(width, 4, 2, "same", use_bias=False)(x)
    x = K.layers.GroupNormalization(8)(x)
    return K.layers.LeakyReLU()(x)


def widen(x, skip, width):
    x = K.layers.Conv2DTranspose(width, 4, 2, "same", use_bias=False)(x)
    x = K.layers.GroupNormalization(8)(x)
    return K.layers.Concatenate()([K.layers.ReLU()(x), skip])


def painter(size=128, widths=(32, 64, 128, 256, 256)):
    source = K.Input((size, size, 3))
    x, skips = source, [source]
    for width in widths:
        x = narrow(x, width)
        skips.append(x)
    for width, skip in zip(widths[-2::-1] + (16,), skips[-2::-1]):
        x = widen(x, skip, width)
    return K.Model(source, K.layers.Conv2D(3, 5, padding="same", activation="tanh")(x), name="painter")


def judge(size=128):
    source, photo = K.Input((size, size, 3)), K.Input((size, size, 3))
    x = K.layers.Concatenate()([source, photo])
    for width in (32, 64, 128):
        x = narrow(x, width)
    return K.Model([source, photo], K.layers.Conv2D(1, 3, padding="same")(x), name="judge")
