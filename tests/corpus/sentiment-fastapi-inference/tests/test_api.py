from fastapi.testclient import TestClient

from app.main import app


def test_positive():
    with TestClient(app) as client:
        assert client.post("/predict", json={"text": "lovely"}).json()["POSITIVE"] > 0.9
