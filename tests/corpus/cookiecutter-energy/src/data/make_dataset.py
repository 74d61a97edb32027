# -*- coding: utf-8 -*-
import logging
from pathlib import Path

import click
import pandas as pd


@click.command()
@click.argument('input_filepath', type=click.Path(exists=True))
@click.argument('output_filepath', type=click.Path())
def main(input_filepath, output_filepath):
    """ Joins meters and weather. """
    logger = logging.getLogger(__name__)
    logger.info('making final data set from raw data')
    meters = pd.read_csv(Path(input_filepath) / 'meters.csv', parse_dates=['hour'])
    weather = pd.read_csv(Path(input_filepath) / 'weather.csv', parse_dates=['hour'])
    meters.merge(weather, on=['site', 'hour'], how='left').to_parquet(Path(output_filepath) / 'joined.parquet')


if __name__ == '__main__':
    logging.basicConfig(level=logging.INFO)
    main()
