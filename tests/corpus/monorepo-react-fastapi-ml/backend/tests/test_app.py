import joblib
from sklearn.dummy import DummyRegressor


def test_price(tmp_path, monkeypatch):
    model = DummyRegressor(strategy="constant", constant=5000).fit([[0]], [0])
    monkeypatch.setattr(joblib, "load", lambda path: model)
    from fastapi.testclient import TestClient

    from app import app
    answer = TestClient(app).post("/api/price", json={"brand": "vw", "km": 1, "year": 2001})
    assert answer.json() == {"price": 5000}
