project = "stepwise"
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon"]
