import click
from churn.pipeline import build_pipeline
from churn.io import read


@click.command()
@click.option("--rows", default=1000)
def cli(rows):
    X, y = read(rows)
    pipe = build_pipeline()
    pipe.fit(X, y)
    click.echo(f"accuracy: {pipe.score(X, y):.3f}")


if __name__ == "__main__":
    cli()
