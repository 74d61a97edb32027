from tensorflow.keras.layers import Conv2D, BatchNormalization, Activation, MaxPool2D, Conv2DTranspose, Concatenate, Input
from tensorflow.keras.models import Model


def conv_block(inputs, n):
    x = Conv2D(n, 3, padding="same")(inputs)
    x = BatchNormalization()(x)
    x = Activation("relu")(x)
    return x


def encoder_block(inputs, n):
    x = conv_block(inputs, n)
    return x, MaxPool2D((2, 2))(x)


def decoder_block(inputs, skip, n):
    x = Conv2DTranspose(n, (2, 2), strides=2, padding="same")(inputs)
    x = Concatenate()([x, skip])
    return conv_block(x, n)


def build_unet(shape):
    inputs = Input(shape)
    s1, p1 = encoder_block(inputs, 64)
    s2, p2 = encoder_block(p1, 128)
    b = conv_block(p2, 256)
    d1 = decoder_block(b, s2, 128)
    d2 = decoder_block(d1, s1, 64)
    return Model(inputs, Conv2D(1, 1, activation="sigmoid")(d2), name="UNET")
