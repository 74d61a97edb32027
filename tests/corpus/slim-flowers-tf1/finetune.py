import tensorflow as tf
from tensorflow.contrib.slim.nets import inception

slim = tf.contrib.slim
flags = tf.app.flags
flags.DEFINE_string('records', 'flowers.tfrecord', '')
flags.DEFINE_string('checkpoint_path', 'inception_v3.ckpt', '')
flags.DEFINE_string('train_dir', '/tmp/flowers', '')
flags.DEFINE_integer('steps', 3000, '')
flags.DEFINE_integer('classes', 5, '')
FLAGS = flags.FLAGS


def batch(size=32):
    queue = tf.train.string_input_producer([FLAGS.records])
    _, serialized = tf.TFRecordReader().read(queue)
    f = tf.parse_single_example(serialized, {'jpg': tf.FixedLenFeature([], tf.string),
                                             'label': tf.FixedLenFeature([], tf.int64)})
    image = tf.image.resize_images(tf.image.decode_jpeg(f['jpg'], 3), [299, 299]) / 127.5 - 1
    return tf.train.shuffle_batch([image, f['label']], size, 2000, 500)


def main(_):
    tf.logging.set_verbosity(tf.logging.INFO)
    images, labels = batch()
    with slim.arg_scope(inception.inception_v3_arg_scope()):
        logits, _ = inception.inception_v3(images, num_classes=FLAGS.classes, is_training=True)
    tf.losses.sparse_softmax_cross_entropy(labels, logits)
    total_loss = tf.losses.get_total_loss()
    head = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'InceptionV3/Logits')
    train_op = slim.learning.create_train_op(total_loss, tf.train.RMSPropOptimizer(0.001), variables_to_train=head)
    restore = slim.get_variables_to_restore(exclude=['InceptionV3/Logits', 'InceptionV3/AuxLogits'])
    slim.learning.train(train_op, FLAGS.train_dir, number_of_steps=FLAGS.steps, save_summaries_secs=60,
                        init_fn=slim.assign_from_checkpoint_fn(FLAGS.checkpoint_path, restore))


if __name__ == '__main__':
    tf.app.run()
