import tensorflow as tf

from ads import fields
from ads.network import model_fn

flags = tf.flags
flags.DEFINE_string('train', 'train.csv', 'files to learn from')
flags.DEFINE_string('eval', 'eval.csv', 'files to check with')
flags.DEFINE_string('job-dir', 'out', '')
flags.DEFINE_float('rate', 0.05, '')
flags.DEFINE_integer('steps', 20000, '')
FLAGS = flags.FLAGS


def main(_):
    params = {'columns': fields.columns(), 'hidden': [128, 64], 'rate': FLAGS.rate}
    estimator = tf.estimator.Estimator(model_fn, FLAGS['job-dir'].value, params=params)
    tf.estimator.train_and_evaluate(
        estimator,
        tf.estimator.TrainSpec(fields.reader(FLAGS.train, 256, None), max_steps=FLAGS.steps),
        tf.estimator.EvalSpec(fields.reader(FLAGS.eval, 256, 1), steps=None))


if __name__ == '__main__':
    tf.logging.set_verbosity('INFO')
    tf.app.run()
