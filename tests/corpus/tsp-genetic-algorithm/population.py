import random


class Population:
    def __init__(self, towns, size=200, mutation=0.02, elite=10):
        self.towns = towns
        self.mutation, self.elite = mutation, elite
        self.tours = [random.sample(range(len(towns)), len(towns)) for _ in range(size)]

    def length(self, tour):
        total = 0.0
        for a, b in zip(tour, tour[1:] + tour[:1]):
            total += ((self.towns[a][0] - self.towns[b][0]) ** 2 + (self.towns[a][1] - self.towns[b][1]) ** 2) ** 0.5
        return total

    def fitness(self, tour):
        return 1.0 / self.length(tour)

    def crossover(self, mother, father):
        i, j = sorted(random.sample(range(len(mother)), 2))
        middle = mother[i:j]
        rest = [t for t in father if t not in set(middle)]
        return rest[:i] + middle + rest[i:]

    def mutate(self, tour):
        for i in range(len(tour)):
            if random.random() < self.mutation:
                j = random.randrange(len(tour))
                tour[i], tour[j] = tour[j], tour[i]
        return tour

    def step(self):
        self.tours.sort(key=self.length)
        weights = [self.fitness(t) for t in self.tours]
        children = [self.mutate(self.crossover(*random.choices(self.tours, weights, k=2)))
                    for _ in range(len(self.tours) - self.elite)]
        self.tours = self.tours[:self.elite] + children
        return self.length(self.tours[0])

    def best(self):
        return [self.towns[i] for i in min(self.tours, key=self.length)]
