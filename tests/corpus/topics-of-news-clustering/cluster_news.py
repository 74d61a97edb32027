"""Clusters the 20 newsgroups and prints the words of each cluster."""
import argparse
import logging
from time import time

import numpy as np
from sklearn import metrics
from sklearn.cluster import MiniBatchKMeans
from sklearn.datasets import fetch_20newsgroups
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")


def describe(km, svd, vectorizer, n=8):
    centroids = svd.inverse_transform(km.cluster_centers_)
    words = np.asarray(vectorizer.get_feature_names_out())
    for i, row in enumerate(centroids):
        print("%2d: %s" % (i, " ".join(words[row.argsort()[::-1][:n]])))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("-k", type=int, default=20)
    ap.add_argument("--components", type=int, default=100)
    ap.add_argument("--verbose", action="store_true")
    args = ap.parse_args()

    news = fetch_20newsgroups(subset="all", remove=("headers", "footers", "quotes"))
    t0 = time()
    vectorizer = TfidfVectorizer(max_df=0.5, min_df=5, stop_words="english")
    svd = TruncatedSVD(args.components)
    X = make_pipeline(vectorizer, svd, Normalizer(copy=False)).fit_transform(news.data)
    logging.info("%s in %.1f s, explained variance %.2f", X.shape, time() - t0, svd.explained_variance_ratio_.sum())

    km = MiniBatchKMeans(n_clusters=args.k, n_init=5, batch_size=2000, verbose=args.verbose)
    km.fit(X)
    print("homogeneity %.3f" % metrics.homogeneity_score(news.target, km.labels_))
    print("completeness %.3f" % metrics.completeness_score(news.target, km.labels_))
    print("silhouette %.3f" % metrics.silhouette_score(X, km.labels_, sample_size=1000))
    describe(km, svd, vectorizer)


if __name__ == "__main__":
    main()
