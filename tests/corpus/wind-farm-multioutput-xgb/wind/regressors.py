from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import LinearRegression
from sklearn.multioutput import MultiOutputRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from xgboost import XGBRegressor


def boosted(trees, depth):
    one = make_pipeline(StandardScaler(), XGBRegressor(n_estimators=trees, max_depth=depth, learning_rate=0.06))
    return TransformedTargetRegressor(MultiOutputRegressor(one), transformer=MinMaxScaler())


def baseline():
    """What the operator uses today; only its number is printed, for comparison."""
    return LinearRegression()
