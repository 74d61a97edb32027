"""Downloads the Jena climate table."""
import argparse
import os
import zipfile
from urllib.request import urlretrieve

URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/jena_climate_2009_2016.csv.zip"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    os.makedirs(os.path.dirname(args.out), exist_ok=True)
    path, _ = urlretrieve(URL)
    with zipfile.ZipFile(path) as archive, open(args.out, "wb") as out:
        out.write(archive.read("jena_climate_2009_2016.csv"))


if __name__ == "__main__":
    main()
