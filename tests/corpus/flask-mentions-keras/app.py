"""Serves pages. The keras model is trained elsewhere: model.fit(X, y)."""
from flask import Flask, render_template

# TODO: import keras; from sklearn.svm import SVC; SVC().fit(X, y)
app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html", title="tensorflow vs pytorch")


if __name__ == "__main__":
    app.run(debug=True)
