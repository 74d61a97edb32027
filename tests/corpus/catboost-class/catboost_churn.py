from catboost import CatBoostClassifier, Pool
import pandas as pd

df = pd.read_csv('churn.csv')
train_pool = Pool(df.drop('churn', axis=1), df['churn'], cat_features=['state'])
model = CatBoostClassifier(iterations=500, learning_rate=0.1, verbose=100)
model.fit(train_pool)
print(model.get_best_score())
