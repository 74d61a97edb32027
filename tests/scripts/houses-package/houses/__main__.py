from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split

from .data import load


def main():
    X, y = load()
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
    model = RandomForestRegressor(n_estimators=80, random_state=0).fit(X_train, y_train)
    print("R^2 on test data:", model.score(X_test, y_test))


if __name__ == "__main__":
    main()
