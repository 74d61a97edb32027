import pandas as pd
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import Pipeline as ImbPipeline
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import average_precision_score, confusion_matrix
from sklearn.model_selection import StratifiedKFold, cross_validate, train_test_split
from sklearn.preprocessing import StandardScaler

# Synthetic payments, see get_data.sh
data = pd.read_csv('payments.csv')
data = data[data.type.isin(['TRANSFER', 'CASH_OUT'])]
data['type'] = (data.type == 'TRANSFER').astype(int)
data['errorOrig'] = data.newbalanceOrig + data.amount - data.oldbalanceOrg
X = data.drop(['isFraud', 'nameOrig', 'nameDest', 'isFlaggedFraud'], axis=1)
y = data.isFraud

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=.3, stratify=y, random_state=5)
steps = [('scale', StandardScaler()),
         ('over', SMOTE(sampling_strategy=0.1, random_state=5)),
         ('model', RandomForestClassifier(n_estimators=150, class_weight='balanced_subsample', n_jobs=-1))]
pipeline = ImbPipeline(steps=steps)

cv = cross_validate(pipeline, X_train, y_train, cv=StratifiedKFold(3), scoring=['average_precision', 'recall'])
print({k: v.mean().round(4) for k, v in cv.items()})

pipeline.fit(X_train, y_train)
p = pipeline.predict_proba(X_test)[:, 1]
print('average precision:', average_precision_score(y_test, p))
print(confusion_matrix(y_test, p > .5))
