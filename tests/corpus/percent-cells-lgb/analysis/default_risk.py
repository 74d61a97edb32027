# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Risk of default
# LightGBM with early stopping. `model.fit` of keras was tried, see the slides.

# %%
import lightgbm as lgb
import pandas as pd
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

# %%
df = pd.read_parquet("../data/customers.parquet")
for col in df.select_dtypes("object"):
    df[col] = df[col].astype("category")
y = df.pop("default")
X_train, X_rest, y_train, y_rest = train_test_split(df, y, test_size=0.4, random_state=0, stratify=y)
X_val, X_test, y_val, y_test = train_test_split(X_rest, y_rest, test_size=0.5, random_state=0, stratify=y_rest)

# %%
clf = lgb.LGBMClassifier(n_estimators=2000, learning_rate=0.02, num_leaves=31, subsample=0.8, subsample_freq=1)
clf.fit(X_train, y_train, eval_set=[(X_val, y_val)], eval_metric="auc",
        callbacks=[lgb.early_stopping(100), lgb.log_evaluation(100)])

# %%
print("test AUC", roc_auc_score(y_test, clf.predict_proba(X_test)[:, 1]))
pd.Series(clf.feature_importances_, df.columns).nlargest(15)
