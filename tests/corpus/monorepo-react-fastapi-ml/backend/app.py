import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("/artifacts/price.joblib")


class Car(BaseModel):
    brand: str
    km: int
    year: int


@app.post("/api/price")
def price(car: Car):
    return {"price": round(float(model.predict(pd.DataFrame([car.dict()]))[0]), -1)}
