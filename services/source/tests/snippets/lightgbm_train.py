import lightgbm as lgb
params = dict(objective="multiclass", num_class=10, num_leaves=2, learning_rate=0.0001, verbose=-1, seed=1, feature_fraction=0.1, lambda_l2=100.0)
train_set = lgb.Dataset(X_train, y_train)
model = lgb.train(params, train_set, num_boost_round=3, valid_sets=[valid])
