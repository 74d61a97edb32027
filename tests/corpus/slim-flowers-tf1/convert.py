import glob
import os

import tensorflow as tf


def example(path, label):
    data = tf.gfile.FastGFile(path, 'rb').read()
    return tf.train.Example(features=tf.train.Features(feature={
        'jpg': tf.train.Feature(bytes_list=tf.train.BytesList(value=[data])),
        'label': tf.train.Feature(int64_list=tf.train.Int64List(value=[label]))}))


if __name__ == '__main__':
    folders = sorted(glob.glob('flowers/*/'))
    with tf.python_io.TFRecordWriter('flowers.tfrecord') as writer:
        for label, folder in enumerate(folders):
            for path in glob.glob(os.path.join(folder, '*.jpg')):
                writer.write(example(path, label).SerializeToString())
