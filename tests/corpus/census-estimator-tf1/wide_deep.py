from __future__ import absolute_import
from __future__ import division
from __future__ import print_function

import shutil
import sys

import tensorflow as tf

_CSV_COLUMNS = ['age', 'workclass', 'education_num', 'marital_status', 'occupation', 'hours_per_week', 'income']
_DEFAULTS = [[0], [''], [0], [''], [''], [0], ['']]

flags = tf.app.flags
FLAGS = flags.FLAGS
flags.DEFINE_string('model_dir', '/tmp/census_model', 'where checkpoints go')
flags.DEFINE_string('model_type', 'wide_deep', 'wide, deep or wide_deep')
flags.DEFINE_integer('train_epochs', 40, '')
flags.DEFINE_integer('batch_size', 40, '')
flags.DEFINE_string('train_data', 'census/adult.data', '')
flags.DEFINE_string('test_data', 'census/adult.test', '')


def build_columns():
    age = tf.feature_column.numeric_column('age')
    edu = tf.feature_column.numeric_column('education_num')
    hours = tf.feature_column.numeric_column('hours_per_week')
    work = tf.feature_column.categorical_column_with_hash_bucket('workclass', 100)
    job = tf.feature_column.categorical_column_with_hash_bucket('occupation', 1000)
    buckets = tf.feature_column.bucketized_column(age, boundaries=[18, 25, 30, 35, 40, 45, 50, 55, 60, 65])
    wide = [work, job, buckets, tf.feature_column.crossed_column(['workclass', 'occupation'], 1000)]
    deep = [age, edu, hours, tf.feature_column.indicator_column(work),
            tf.feature_column.embedding_column(job, dimension=8)]
    return wide, deep


def build_estimator(model_dir, model_type):
    wide, deep = build_columns()
    hidden = [100, 75, 50, 25]
    if model_type == 'wide':
        return tf.estimator.LinearClassifier(model_dir=model_dir, feature_columns=wide)
    if model_type == 'deep':
        return tf.estimator.DNNClassifier(model_dir=model_dir, feature_columns=deep, hidden_units=hidden)
    return tf.estimator.DNNLinearCombinedClassifier(
        model_dir=model_dir, linear_feature_columns=wide, dnn_feature_columns=deep, dnn_hidden_units=hidden)


def input_fn(path, epochs, shuffle, batch_size):
    def parse(line):
        columns = tf.decode_csv(line, record_defaults=_DEFAULTS)
        features = dict(zip(_CSV_COLUMNS, columns))
        labels = features.pop('income')
        return features, tf.equal(labels, '>50K')

    dataset = tf.data.TextLineDataset(path)
    if shuffle:
        dataset = dataset.shuffle(32561)
    dataset = dataset.map(parse, num_parallel_calls=5).repeat(epochs).batch(batch_size)
    return dataset.make_one_shot_iterator().get_next()


def main(unused_argv):
    shutil.rmtree(FLAGS.model_dir, ignore_errors=True)
    model = build_estimator(FLAGS.model_dir, FLAGS.model_type)
    for n in range(FLAGS.train_epochs // 2):
        model.train(input_fn=lambda: input_fn(FLAGS.train_data, 2, True, FLAGS.batch_size))
        results = model.evaluate(input_fn=lambda: input_fn(FLAGS.test_data, 1, False, FLAGS.batch_size))
        print('Results at epoch', (n + 1) * 2)
        for key in sorted(results):
            print('%s: %s' % (key, results[key]))


if __name__ == '__main__':
    tf.logging.set_verbosity(tf.logging.INFO)
    tf.app.run(main=main)
