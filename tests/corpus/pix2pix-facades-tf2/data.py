import tensorflow as tf


def _load(path):
    image = tf.io.decode_jpeg(tf.io.read_file(path))
    w = tf.shape(image)[1] // 2
    real, source = image[:, :w, :], image[:, w:, :]
    to_float = lambda t: tf.cast(t, tf.float32) / 127.5 - 1
    return to_float(source), to_float(real)


def _jitter(source, real):
    both = tf.image.resize(tf.stack([source, real]), [286, 286])
    both = tf.image.random_crop(both, [2, 256, 256, 3])
    if tf.random.uniform(()) > 0.5:
        both = tf.image.flip_left_right(both)
    return both[0], both[1]


def dataset(pattern, batch_size, train):
    ds = tf.data.Dataset.list_files(pattern, shuffle=train).map(_load)
    ds = ds.map(_jitter) if train else ds.map(lambda s, r: (tf.image.resize(s, [256, 256]),
                                                            tf.image.resize(r, [256, 256])))
    return ds.batch(batch_size)
