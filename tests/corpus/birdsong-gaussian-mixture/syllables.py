import glob

import numpy as np
from sklearn.mixture import GaussianMixture
from sklearn.preprocessing import StandardScaler

from features import syllables

X = np.array([s for path in sorted(glob.glob("songs/*.wav")) for s in syllables(path)])
print(len(X), "syllables")
X = StandardScaler().fit_transform(X)

models = [GaussianMixture(k, covariance_type="full", n_init=5, random_state=1).fit(X) for k in range(1, 16)]
bic = [m.bic(X) for m in models]
best = models[int(np.argmin(bic))]
print("BIC:", np.round(bic).astype(int))
print("number of kinds:", best.n_components)
for k, (weight, mean) in enumerate(zip(best.weights_, best.means_)):
    print("kind %d: %.0f %% of syllables, mean %s" % (k, 100 * weight, np.round(mean, 2)))
np.savetxt("kinds.txt", best.predict(X), fmt="%d")
