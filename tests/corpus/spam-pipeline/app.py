from flask import Flask, request, jsonify
import joblib

app = Flask(__name__)
model = joblib.load("model.pkl")


@app.route("/predict", methods=["POST"])
def predict():
    return jsonify(model.predict([request.json["text"]]).tolist())


if __name__ == "__main__":
    app.run()
