from keras import backend as K
from keras.layers import Input, Conv2D, MaxPooling2D
from keras.layers.advanced_activations import LeakyReLU
from keras.layers.normalization import BatchNormalization
from keras.models import Model
import tensorflow as tf


def cbl(x, filters, size=3):
    x = Conv2D(filters, (size, size), padding='same', use_bias=False)(x)
    x = BatchNormalization()(x)
    return LeakyReLU(alpha=0.1)(x)


def tiny_body(size, n_classes):
    inp = Input(shape=(size, size, 3))
    x = inp
    for filters in (16, 32, 64, 128, 256):
        x = MaxPooling2D((2, 2))(cbl(x, filters))
    x = cbl(x, 512)
    x = cbl(x, 256, 1)
    return Model(inp, Conv2D(5 + n_classes, (1, 1))(x))


def detection_loss(y_true, y_pred):
    """y: (batch, cells, cells, x y w h objectness classes...)"""
    obj = y_true[..., 4:5]
    xy = K.square(y_true[..., 0:2] - K.sigmoid(y_pred[..., 0:2]))
    wh = K.square(K.sqrt(y_true[..., 2:4]) - K.sqrt(K.sigmoid(y_pred[..., 2:4])))
    box = 5.0 * K.sum(obj * (xy + wh), axis=[1, 2, 3])
    conf = K.binary_crossentropy(obj, y_pred[..., 4:5], from_logits=True)
    conf = K.sum(obj * conf + 0.5 * (1 - obj) * conf, axis=[1, 2, 3])
    cls = K.sum(obj * K.binary_crossentropy(y_true[..., 5:], y_pred[..., 5:], from_logits=True), axis=[1, 2, 3])
    return K.mean(box + conf + cls)
