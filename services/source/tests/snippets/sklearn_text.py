from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
model = make_pipeline(TfidfVectorizer(max_features=50, stop_words='english', min_df=10), MultinomialNB(alpha=100))
model.fit(train.data, train.target)
