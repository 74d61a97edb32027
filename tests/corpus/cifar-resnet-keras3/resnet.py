from keras import Model, layers, regularizers

REG = regularizers.l2(1e-4)


def conv_bn(x, filters, stride=1, act=True):
    x = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False,
                      kernel_initializer="he_normal", kernel_regularizer=REG)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x) if act else x


def basic_block(x, filters, stride):
    shortcut = x
    y = conv_bn(x, filters, stride)
    y = conv_bn(y, filters, act=False)
    if stride != 1 or x.shape[-1] != filters:
        shortcut = layers.Conv2D(filters, 1, strides=stride, use_bias=False, kernel_regularizer=REG)(x)
        shortcut = layers.BatchNormalization()(shortcut)
    return layers.ReLU()(layers.Add()([y, shortcut]))


def build_resnet(depth, input_shape, num_classes):
    """depth = 6n + 2, as in section 4.2 of the paper."""
    n = (depth - 2) // 6
    inputs = layers.Input(shape=input_shape)
    x = layers.RandomFlip("horizontal")(inputs)
    x = layers.RandomTranslation(0.1, 0.1)(x)
    x = conv_bn(x, 16)
    for stage, filters in enumerate([16, 32, 64]):
        for block in range(n):
            x = basic_block(x, filters, 2 if stage > 0 and block == 0 else 1)
    x = layers.GlobalAveragePooling2D()(x)
    return Model(inputs, layers.Dense(num_classes)(x), name=f"resnet{depth}")
