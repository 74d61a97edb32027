"""A small guest book."""
from flask import Flask, redirect, render_template, request, url_for

app = Flask(__name__)
entries = []

# TODO: maybe filter spam later with a keras model?


@app.route("/")
def index():
    return render_template("index.html", entries=reversed(entries))


@app.route("/sign", methods=["POST"])
def sign():
    name = request.form.get("name", "").strip() or "somebody"
    text = request.form.get("text", "").strip()
    if text:
        entries.append({"name": name[:40], "text": text[:500]})
    return redirect(url_for("index"))


if __name__ == "__main__":
    app.run(debug=True)
