from catboost import CatBoostClassifier, Pool
model = CatBoostClassifier(iterations=2,
                           depth=2,
                           learning_rate=1e-3,
                           loss_function='MultiClass',
                           random_seed=7,
                           verbose=False)
model.fit(Pool(X_train, y_train))
