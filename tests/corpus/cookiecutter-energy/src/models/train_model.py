import joblib
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.model_selection import TimeSeriesSplit, cross_val_score
from sklearn.pipeline import make_pipeline


def get_model():
    return make_pipeline(
        SimpleImputer(strategy='median'),
        GradientBoostingRegressor(n_estimators=300, max_depth=5, learning_rate=0.05, subsample=0.7, random_state=0))


def main():
    df = pd.read_parquet('data/processed/features.parquet')
    n = int(len(df) * 0.85)
    X, y = df.drop(columns='kwh'), df['kwh']
    model = get_model()
    cv = cross_val_score(model, X[:n], y[:n], cv=TimeSeriesSplit(4), scoring='neg_mean_absolute_error')
    print('cross validation MAE:', -cv.mean())
    model.fit(X[:n], y[:n])
    pred = model.predict(X[n:])
    print('holdout MAE: %.3f R2: %.3f' % (mean_absolute_error(y[n:], pred), r2_score(y[n:], pred)))
    joblib.dump(model, 'models/energy.joblib')


if __name__ == '__main__':
    main()
