from fastapi import FastAPI
from tensorflow.keras.models import load_model
import numpy as np

app = FastAPI()
model = load_model("model.keras")


@app.post("/predict")
def predict(x: list[float]):
    return {"y": model.predict(np.array([x])).tolist()}
