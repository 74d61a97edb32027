import pandas as pd
import statsmodels.formula.api as smf

df = pd.read_csv("admissions.csv")
df["gre"] = df["gre"] / 100

hold = df.sample(frac=0.2, random_state=8)
rest = df.drop(hold.index)

logit = smf.logit("admit ~ gre + gpa + C(rank)", data=rest).fit(cov_type="HC1")
print(logit.summary())
print(logit.get_margeff().summary())

guess = logit.predict(hold) > 0.5
print("accuracy on the held-out fifth: %.3f" % (guess == hold["admit"].astype(bool)).mean())

# table for the paper
with open("table2.tex", "w") as f:
    f.write(logit.summary().as_latex())
