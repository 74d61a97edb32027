from contextlib import asynccontextmanager

import torch
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from .model import Sentiment

state = {}


@asynccontextmanager
async def lifespan(app):
    torch.set_num_threads(2)
    state["model"] = Sentiment()
    yield
    state.clear()


app = FastAPI(lifespan=lifespan)


class Query(BaseModel):
    text: str


@app.post("/predict")
def predict(query: Query):
    if not query.text.strip():
        raise HTTPException(422, "empty text")
    return state["model"](query.text)


@app.get("/healthz")
def healthz():
    return {"ready": "model" in state}
