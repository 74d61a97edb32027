from setuptools import setup
setup(name="churn", install_requires=["scikit-learn", "pandas", "click"])
