import pathlib

import joblib
import numpy as np
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.linear_model import RidgeCV
from sklearn.metrics import mean_absolute_percentage_error, r2_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer

from ml.pipelines.data import cars

OUT = pathlib.Path(__file__).parents[1] / "artifacts" / "price.joblib"


def pipeline():
    columns = ColumnTransformer([("brand", OneHotEncoder(handle_unknown="ignore", min_frequency=20), ["brand"]),
                                 ("curve", SplineTransformer(n_knots=6), ["km", "year"])])
    ridge = Pipeline([("columns", columns), ("ridge", RidgeCV(np.logspace(-3, 3, 13)))])
    return TransformedTargetRegressor(ridge, func=np.log1p, inverse_func=np.expm1)


def main():
    df = cars()
    y = df.pop("price")
    X_train, X_test, y_train, y_test = train_test_split(df, y, random_state=6)
    model = pipeline().fit(X_train, y_train)
    guess = model.predict(X_test)
    print(f"R2 {r2_score(y_test, guess):.3f} MAPE {mean_absolute_percentage_error(y_test, guess):.3f}")
    OUT.parent.mkdir(exist_ok=True)
    joblib.dump(model, OUT)


if __name__ == "__main__":
    main()
