import pandas as pd
import requests


def extract(url):
    return pd.DataFrame(requests.get(url).json())
