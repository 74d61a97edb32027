class OneEuro:
    """Filter of jitter: the faster a point, the less it is smoothed."""

    def __init__(self, rate=30, cutoff=1.0, beta=0.01):
        self.rate, self.cutoff, self.beta = rate, cutoff, beta
        self.x = self.dx = None

    def _alpha(self, cutoff):
        tau = 1 / (2 * 3.14159 * cutoff)
        return 1 / (1 + tau * self.rate)

    def __call__(self, x):
        if self.x is None:
            self.x, self.dx = x, 0.0
            return x
        a = self._alpha(1.0)
        self.dx = a * (x - self.x) * self.rate + (1 - a) * self.dx
        a = self._alpha(self.cutoff + self.beta * abs(self.dx))
        self.x = a * x + (1 - a) * self.x
        return self.x
