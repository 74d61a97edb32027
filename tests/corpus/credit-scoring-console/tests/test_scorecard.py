import pandas as pd
from creditrisk.scorecard import Scorecard


def test_points_fall_with_risk():
    X = pd.DataFrame({"amount": range(100), "job": ["a", "b"] * 50})
    y = (X["amount"] > 60).astype(int)
    card = Scorecard(["amount"], ["job"]).fit(X, y)
    points = card.points(X)
    assert points[0] > points[99]
