import os
import pickle
import sys

import pandas as pd
import yaml
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

params = yaml.safe_load(open("params.yaml"))["featurize"]
source, target = sys.argv[1:3]
os.makedirs(target, exist_ok=True)
read = lambda part: pd.read_csv(os.path.join(source, part + ".tsv"), sep="\t", names=["team", "text"])
train, test = read("train"), read("test")

bag = CountVectorizer(stop_words="english", max_features=params["max_features"], ngram_range=(1, params["ngrams"]))
tfidf = TfidfTransformer(smooth_idf=False)
x_train = tfidf.fit_transform(bag.fit_transform(train.text))
x_test = tfidf.transform(bag.transform(test.text))
for part, x, df in (("train", x_train, train), ("test", x_test, test)):
    with open(os.path.join(target, part + ".pkl"), "wb") as f:
        pickle.dump((x, df.team.values), f)
