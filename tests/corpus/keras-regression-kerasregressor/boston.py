from pandas import read_csv
from keras.models import Sequential
from keras.layers import Dense
from keras.wrappers.scikit_learn import KerasRegressor
from sklearn.model_selection import cross_val_score, KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

dataset = read_csv("housing.csv", delim_whitespace=True, header=None).values
X, Y = dataset[:, 0:13], dataset[:, 13]


def baseline_model():
    model = Sequential()
    model.add(Dense(13, input_dim=13, kernel_initializer='normal', activation='relu'))
    model.add(Dense(1, kernel_initializer='normal'))
    model.compile(loss='mean_squared_error', optimizer='adam')
    return model


pipeline = Pipeline([('standardize', StandardScaler()),
                     ('mlp', KerasRegressor(build_fn=baseline_model, epochs=100, batch_size=5, verbose=0))])
results = cross_val_score(pipeline, X, Y, cv=KFold(n_splits=10))
print("Results: %.2f (%.2f) MSE" % (results.mean(), results.std()))
