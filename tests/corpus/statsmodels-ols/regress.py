import statsmodels.api as sm
import pandas as pd

df = pd.read_csv("advertising.csv")
X = sm.add_constant(df[["tv", "radio"]])
results = sm.OLS(df["sales"], X).fit()
print(results.summary())
