import argparse

from plot import draw
from population import Population
from towns import random_towns


def train(population, generations):
    history = []
    for epoch in range(generations):
        loss = population.step()
        history.append(loss)
        if epoch % 50 == 0:
            print(f"epoch {epoch}: loss {loss:.2f}")
    return history


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--towns", type=int, default=40)
    parser.add_argument("--generations", type=int, default=500)
    parser.add_argument("--mutation", type=float, default=0.02)
    args = parser.parse_args()
    model = Population(random_towns(args.towns), mutation=args.mutation)
    history = train(model, args.generations)
    draw(model.best(), history)
