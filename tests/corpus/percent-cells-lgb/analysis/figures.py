# %% [markdown]
# # Figures for the slides
# %%
import matplotlib.pyplot as plt
import pandas as pd

df = pd.read_parquet("../data/customers.parquet")

# %%
df.groupby("age_group")["default"].mean().plot.bar()
plt.savefig("../figures/age.png")
