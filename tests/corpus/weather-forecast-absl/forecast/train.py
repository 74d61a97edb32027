"""Trains the 24 h temperature forecast."""
from absl import app, flags, logging
import tensorflow as tf

from forecast import model as model_lib
from forecast import windows

FLAGS = flags.FLAGS
flags.DEFINE_string("csv", "data/jena.csv", "table to learn from")
flags.DEFINE_integer("width", 72, "hours seen")
flags.DEFINE_integer("shift", 24, "hours ahead")
flags.DEFINE_integer("units", 64, "units of the first layer")
flags.DEFINE_float("dropout", 0.1, "")
flags.DEFINE_float("learning_rate", 1e-3, "")
flags.DEFINE_integer("batch_size", 256, "")
flags.DEFINE_integer("epochs", 20, "")


def main(argv):
    del argv
    tf.keras.utils.set_random_seed(13)
    train, val, test = windows.split(windows.read_table(FLAGS.csv))
    make = lambda df, shuffle: windows.make_dataset(df, FLAGS.width, FLAGS.shift, FLAGS.batch_size, shuffle)

    model = model_lib.build(FLAGS.units, FLAGS.dropout)
    model.compile(loss="mse", optimizer=tf.keras.optimizers.Adam(FLAGS.learning_rate), metrics=["mae"])
    stop = tf.keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
    model.fit(make(train, True), validation_data=make(val, False), epochs=FLAGS.epochs, callbacks=[stop])
    mse, mae = model.evaluate(make(test, False))
    logging.info("test mse %.4f mae %.4f", mse, mae)
    model.save("runs/forecast.keras")


if __name__ == "__main__":
    app.run(main)
