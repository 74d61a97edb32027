import lightgbm as lgb


def train_and_predict(X_train, X_valid, y_train, y_valid, X_test, params):
    lgb_train = lgb.Dataset(X_train, y_train)
    lgb_valid = lgb.Dataset(X_valid, y_valid, reference=lgb_train)
    model = lgb.train(params, lgb_train, num_boost_round=10000, valid_sets=[lgb_train, lgb_valid],
                      callbacks=[lgb.early_stopping(200), lgb.log_evaluation(500)])
    return (model.predict(X_valid, num_iteration=model.best_iteration),
            model.predict(X_test, num_iteration=model.best_iteration), model)
