from xgboost import XGBClassifier
model = XGBClassifier(n_estimators=2, max_depth=1, learning_rate=.001, use_label_encoder=False, eval_metric='mlogloss', random_state=0, n_jobs=-1)
model.fit(X_train, y_train, eval_set=[(X_test, y_test)], verbose=False)
