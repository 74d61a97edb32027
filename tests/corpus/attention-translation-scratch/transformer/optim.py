class ScheduledOptim:
    """Warm-up, then the inverse square root of the step."""

    def __init__(self, optimizer, lr_mul, d_model, warmup):
        self._optimizer = optimizer
        self.lr_mul, self.d_model, self.warmup = lr_mul, d_model, warmup
        self.n_steps = 0

    def step_and_update_lr(self):
        self.n_steps += 1
        lr = self.lr_mul * self.d_model ** -0.5 * min(self.n_steps ** -0.5, self.n_steps * self.warmup ** -1.5)
        for group in self._optimizer.param_groups:
            group["lr"] = lr
        self._optimizer.step()

    def zero_grad(self):
        self._optimizer.zero_grad()
