"""Train the spam filter."""
import argparse
import joblib
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline


def build():
    return Pipeline([("tfidf", TfidfVectorizer(stop_words="english")), ("clf", MultinomialNB())])


def main(args):
    df = pd.read_csv(args.data)
    grid = GridSearchCV(build(), {"clf__alpha": [0.1, 1.0]}, cv=5)
    grid.fit(df["text"], df["label"])
    print("best score:", grid.best_score_)
    joblib.dump(grid.best_estimator_, args.out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="data/sms.csv")
    parser.add_argument("--out", default="model.pkl")
    main(parser.parse_args())
