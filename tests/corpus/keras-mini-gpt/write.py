import numpy as np
import keras

from decoder import decoder

LENGTH = 80


class Writer(keras.callbacks.Callback):
    def __init__(self, letters, start):
        super().__init__()
        self.letters, self.start = letters, start

    def on_epoch_end(self, epoch, logs=None):
        rng = np.random.default_rng(epoch)
        text = self.start
        for _ in range(200):
            codes = [self.letters.index(c) for c in text[-LENGTH:]]
            at = len(codes) - 1
            codes = codes + [0] * (LENGTH - len(codes))
            logits = self.model.predict(np.array([codes]), verbose=0)[0, at].astype("float64") / 0.8
            p = np.exp(logits - logits.max())
            text += self.letters[rng.choice(len(p), p=p / p.sum())]
        print("\n" + text)


def main():
    text = open("tales.txt", encoding="utf-8").read()
    letters = sorted(set(text))
    codes = np.array([letters.index(c) for c in text], "int32")
    starts = np.arange(0, len(codes) - LENGTH - 1, 3)
    windows = codes[starts[:, None] + np.arange(LENGTH + 1)]
    model = decoder(LENGTH, len(letters))
    model.compile(keras.optimizers.AdamW(3e-4, weight_decay=0.01),
                  keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(windows[:, :-1], windows[:, 1:], batch_size=128, epochs=10, validation_split=0.05,
              callbacks=[Writer(letters, "Once upon a time")])
    model.save("tales.keras")


if __name__ == "__main__":
    main()
