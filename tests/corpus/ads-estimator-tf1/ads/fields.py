import tensorflow as tf

DEFAULTS = [('clicked', [0]), ('site', ['']), ('device', ['']), ('hour', [0]), ('price', [0.0]), ('depth', [0])]
fc = tf.feature_column


def columns():
    site = fc.categorical_column_with_hash_bucket('site', 5000)
    device = fc.categorical_column_with_vocabulary_list('device', ['phone', 'tablet', 'desktop'])
    hour = fc.bucketized_column(fc.numeric_column('hour'), [6, 9, 12, 17, 21])
    return [fc.embedding_column(site, 24), fc.indicator_column(device), hour, fc.numeric_column('price'),
            fc.numeric_column('depth')]


def reader(pattern, batch, epochs):
    def parse(rows):
        values = tf.decode_csv(rows, [d for _, d in DEFAULTS])
        row = dict(zip([n for n, _ in DEFAULTS], values))
        return row, row.pop('clicked')

    def input_fn():
        files = tf.data.Dataset.list_files(pattern)
        lines = files.apply(tf.contrib.data.parallel_interleave(tf.data.TextLineDataset, cycle_length=8))
        return lines.shuffle(20000).repeat(epochs).batch(batch).map(parse).prefetch(2)

    return input_fn
