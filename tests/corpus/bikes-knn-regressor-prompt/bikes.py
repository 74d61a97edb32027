# How many bikes will be rented?
# Data mining 1, exercise 5
import pandas as pd
from sklearn.neighbors import KNeighborsRegressor
from sklearn.preprocessing import StandardScaler
from sklearn.metrics import mean_absolute_error

PATH = r"C:\Users\student\Desktop\DataMining\hour.csv"
FEATURES = ["season", "hr", "holiday", "workingday", "weathersit", "temp", "hum", "windspeed"]


def ask_k():
    k = input("Number of neighbours (enter = 7): ")
    return int(k) if k else 7


def main():
    df = pd.read_csv(PATH)
    df = df.sample(frac=1, random_state=5)
    n = int(0.8 * len(df))
    scaler = StandardScaler().fit(df[FEATURES][:n])
    X_train, X_test = scaler.transform(df[FEATURES][:n]), scaler.transform(df[FEATURES][n:])
    y_train, y_test = df["cnt"][:n], df["cnt"][n:]

    knn = KNeighborsRegressor(n_neighbors=ask_k(), weights="distance")
    knn.fit(X_train, y_train)
    print("R^2 on the test data:", knn.score(X_test, y_test))
    print("mean error in bikes :", mean_absolute_error(y_test, knn.predict(X_test)))


if __name__ == "__main__":
    main()
