class Noam:
    """Steps the optimiser with a rate that first grows, then falls with the root of the step."""

    def __init__(self, optimizer, width, warm):
        self.optimizer, self.width, self.warm, self.n = optimizer, width, warm, 0

    def advance(self):
        self.n += 1
        rate = self.width ** -0.5 * min(self.n ** -0.5, self.n / self.warm ** 1.5)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        self.optimizer.zero_grad()
