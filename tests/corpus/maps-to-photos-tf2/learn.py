import argparse

import tensorflow as tf

from artists import judge, painter
from pairs import pairs


class Contest:
    """Painter against judge; hinge losses, and the painter should stay near the true photo."""

    def __init__(self, rate, near):
        self.painter, self.judge, self.near = painter(), judge(), near
        self.painter_opt = tf.keras.optimizers.Adam(rate, beta_1=0.5)
        self.judge_opt = tf.keras.optimizers.Adam(2 * rate, beta_1=0.5)

    @tf.function
    def play(self, source, photo):
        with tf.GradientTape(persistent=True) as tape:
            painted = self.painter(source, training=True)
            for_true, for_painted = self.judge([source, photo]), self.judge([source, painted])
            judge_cost = tf.reduce_mean(tf.nn.relu(1 - for_true)) + tf.reduce_mean(tf.nn.relu(1 + for_painted))
            distance = tf.reduce_mean(tf.abs(photo - painted))
            painter_cost = self.near * distance - tf.reduce_mean(for_painted)
        for net, opt, cost in ((self.judge, self.judge_opt, judge_cost), (self.painter, self.painter_opt, painter_cost)):
            opt.apply_gradients(zip(tape.gradient(cost, net.trainable_variables), net.trainable_variables))
        del tape
        return judge_cost, distance


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", default="pairs/train/*.jpg")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--near", type=float, default=20.0)
    opt = parser.parse_args()
    contest = Contest(opt.rate, opt.near)
    saver = tf.train.Checkpoint(painter=contest.painter)
    for r in range(opt.rounds):
        costs = [contest.play(source, photo) for source, photo in pairs(opt.pairs, opt.batch)]
        judge_cost, distance = tf.reduce_mean(costs, axis=0).numpy()
        print(f"round {r}: judge {judge_cost:.3f}, distance {distance:.3f}", flush=True)
        if r % 5 == 4:
            saver.save("saved/painter")
