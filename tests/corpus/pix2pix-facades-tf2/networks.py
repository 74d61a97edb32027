import tensorflow as tf

L = tf.keras.layers


def down(filters, norm=True):
    block = tf.keras.Sequential()
    block.add(L.Conv2D(filters, 4, strides=2, padding='same', use_bias=False))
    if norm:
        block.add(L.BatchNormalization())
    block.add(L.LeakyReLU())
    return block


def up(filters, dropout=False):
    block = tf.keras.Sequential()
    block.add(L.Conv2DTranspose(filters, 4, strides=2, padding='same', use_bias=False))
    block.add(L.BatchNormalization())
    if dropout:
        block.add(L.Dropout(0.5))
    block.add(L.ReLU())
    return block


def Generator():
    inputs = L.Input(shape=[256, 256, 3])
    x = inputs
    skips = []
    for filters in (64, 128, 256, 512, 512, 512, 512, 512):
        x = down(filters, norm=filters != 64)(x)
        skips.append(x)
    for i, (filters, skip) in enumerate(zip((512, 512, 512, 512, 256, 128, 64), reversed(skips[:-1]))):
        x = up(filters, dropout=i < 3)(x)
        x = L.Concatenate()([x, skip])
    x = L.Conv2DTranspose(3, 4, strides=2, padding='same', activation='tanh')(x)
    return tf.keras.Model(inputs, x)


def Discriminator():
    source = L.Input(shape=[256, 256, 3])
    target = L.Input(shape=[256, 256, 3])
    x = L.Concatenate()([source, target])
    for filters in (64, 128, 256):
        x = down(filters, norm=filters != 64)(x)
    x = L.Conv2D(512, 4, padding='same')(x)
    return tf.keras.Model([source, target], L.Conv2D(1, 4, padding='same')(L.LeakyReLU()(x)))
