import tensorflow as tf


def model_fn(features, labels, mode, params):
    x = tf.feature_column.input_layer(features, params['columns'])
    for units in params['hidden']:
        x = tf.layers.dense(x, units, activation=tf.nn.relu)
        x = tf.layers.dropout(x, 0.2, training=mode == tf.estimator.ModeKeys.TRAIN)
    head = tf.contrib.estimator.binary_classification_head()
    return head.create_estimator_spec(
        features=features, mode=mode, labels=labels, logits=tf.layers.dense(x, 1),
        optimizer=tf.train.AdagradOptimizer(params['rate']))
