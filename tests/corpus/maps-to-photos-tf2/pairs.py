import tensorflow as tf


def pairs(pattern, batch, size=128):
    def read(path):
        both = tf.image.decode_jpeg(tf.io.read_file(path), 3)
        both = tf.image.resize(both, (size, 2 * size)) / 127.5 - 1.0
        return both[:, size:], both[:, :size]

    files = tf.data.Dataset.list_files(pattern, shuffle=True)
    return files.map(read, tf.data.AUTOTUNE).batch(batch, drop_remainder=True).prefetch(1)
