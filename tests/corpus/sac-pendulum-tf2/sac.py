import tensorflow as tf

from nets import Policy, mlp


class SAC:
    def __init__(self, act_dim, limit, gamma=0.98, alpha=0.15, polyak=0.99):
        self.policy = Policy(act_dim, limit)
        self.q = [mlp((128, 128), 1) for _ in range(4)]      # two, and their slow copies
        self.opts = [tf.keras.optimizers.Adam(7e-4) for _ in range(3)]
        self.gamma, self.alpha, self.polyak = gamma, alpha, polyak

    def _min_q(self, nets, obs, act):
        x = tf.concat([obs, act], -1)
        return tf.minimum(nets[0](x), nets[1](x))[:, 0]

    def improve(self, obs, act, rew, nxt, end):
        nxt_act, log_p = self.policy(nxt)
        goal = rew + self.gamma * (1 - end) * (self._min_q(self.q[2:], nxt, nxt_act) - self.alpha * log_p)
        goal = tf.stop_gradient(goal)
        for net, opt in zip(self.q[:2], self.opts):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((net(tf.concat([obs, act], -1))[:, 0] - goal) ** 2)
            opt.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))
        with tf.GradientTape() as tape:
            new_act, log_p = self.policy(obs)
            loss = tf.reduce_mean(self.alpha * log_p - self._min_q(self.q[:2], obs, new_act))
        variables = self.policy.trainable_variables
        self.opts[2].apply_gradients(zip(tape.gradient(loss, variables), variables))
        for fast, slow in zip(self.q[:2], self.q[2:]):
            slow.set_weights([self.polyak * s + (1 - self.polyak) * f
                              for f, s in zip(fast.get_weights(), slow.get_weights())])
