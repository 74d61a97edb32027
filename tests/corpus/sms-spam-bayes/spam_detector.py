import pickle

import pandas as pd
from nltk.stem import PorterStemmer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import MultinomialNB
# from sklearn.svm import SVC
# from sklearn.ensemble import RandomForestClassifier

stem = PorterStemmer().stem


def stems(text):
    return [stem(w) for w in text.lower().split() if len(w) > 2]


sms = pd.read_table('SMSSpamCollection', names=['kind', 'text'])
spam = sms['kind'].eq('spam').astype(int)

texts, test_texts, y, y_test = train_test_split(sms['text'], spam, test_size=0.3, random_state=15)
bag = CountVectorizer(analyzer=stems, min_df=2)
X = bag.fit_transform(texts)

bayes = MultinomialNB(alpha=0.4)
# bayes = SVC(kernel='linear')             0.981 but slow
# bayes = RandomForestClassifier(100)      0.974
bayes.fit(X, y)
X_test = bag.transform(test_texts)
print('accuracy', bayes.score(X_test, y_test))
print(confusion_matrix(y_test, bayes.predict(X_test)))

with open('spam.pkl', 'wb') as f:
    pickle.dump((bag, bayes), f)
