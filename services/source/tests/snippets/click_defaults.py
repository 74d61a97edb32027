import click
from sklearn.neighbors import KNeighborsClassifier

@click.command()
@click.option("--neighbors", default=40, help="k")
@click.option("--weights", default="uniform", type=click.Choice(["uniform", "distance"]))
@click.option("--seed", default=0)
def main(neighbors, weights, seed):
    model = KNeighborsClassifier(neighbors, weights=weights)
    model.fit(X, y)

if __name__ == "__main__":
    main()
