"""Keras: epochs, several fits, callbacks' memory; resumed to the same weights."""

import os

from .support import RuntimeTest, needs

SCRIPT = """
import numpy as np
import keras
keras.utils.set_random_seed(1)
X = np.random.rand(400, 8).astype('float32')
y = (X.sum(1) > 4).astype('int32')
x_test, y_test = X[300:], y[300:]
layers = keras.layers
model = keras.Sequential([layers.Dense(16, activation='relu'), layers.Dropout(0.3), layers.Dense(2, activation='softmax')])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
stop = keras.callbacks.EarlyStopping(patience=50, restore_best_weights=True)
first = model.fit(X[:300], y[:300], epochs=6, batch_size=32, validation_split=0.2, verbose=0, callbacks=[stop])
model.compile(optimizer=keras.optimizers.SGD(0.01, momentum=0.9), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
second = model.fit(X[:300], y[:300], epochs=4, batch_size=32, verbose=0)
result = model.evaluate(x_test, y_test, verbose=0)
model.evaluate(X[:300], y[:300], verbose=0)
print(result, first.history['val_loss'], second.history['loss'], first.epoch, float(sum(abs(w).sum() for w in model.get_weights())))
"""


@needs("keras")
class Keras(RuntimeTest):
    def test_two_fits_resume(self):
        self.write("train.py", SCRIPT)
        whole, part = self.check_resumes("train.py", kill_at=(3, 5), format="keras")
        self.assertEqual([s["fit"] for s in whole.of("step")], [1] * 6 + [2] * 4)
        first = {(m["name"], m["split"]) for m in whole.of("step")[0]["metrics"]}
        self.assertEqual(first, {(n, s) for n in ("accuracy", "loss") for s in ("train", "validation")})
        splits = [(m["name"], m["split"], m["source"]) for m in part.of("metric")]
        self.assertEqual(splits, [
            (n, s, "keras.evaluate") for s in ("test", "train") for n in ("loss", "accuracy")])

    def test_a_checkpoint_of_another_model_starts_over(self):
        self.write("train.py", SCRIPT)
        whole = self.run_script("train.py", kill_at=3)
        self.write("train.py", SCRIPT.replace("Dense(16", "Dense(12"))
        again = self.run_script("train.py", resume=whole.latest_checkpoint())
        self.assertEqual(again.code, 0, again.output)
        self.assertEqual([s["step"] for s in again.of("step")], list(range(1, 11)))
        self.assertIn("does not suit", again.one("not_resumed")["reason"])

    def test_the_model_is_saved_for_a_script_that_saves_none(self):
        self.write("train.py", SCRIPT)
        artifacts = os.path.join(self.directory, "artifacts")
        run = self.run_script("train.py", ANNEAL_ARTIFACTS=artifacts)
        self.assertEqual(run.one("model")["format"], "keras", run.lines)
