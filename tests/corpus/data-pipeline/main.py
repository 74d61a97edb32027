from etl.extract import extract
from etl.transform import transform

if __name__ == "__main__":
    print(transform(extract("https://example.org/data.json")))
