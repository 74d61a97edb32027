import json
import sys

import numpy as np
from sklearn.cluster import DBSCAN

from .traces import still_points

EARTH_KM = 6371.0088


def find(points, radius_m=40, least=25):
    db = DBSCAN(eps=radius_m / 1000 / EARTH_KM, min_samples=least, algorithm="ball_tree", metric="haversine")
    labels = db.fit_predict(np.radians(points))
    return labels


def geojson(points, labels):
    features = []
    for k in range(labels.max() + 1):
        lat, lon = points[labels == k].mean(axis=0)
        features.append({"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]},
                         "properties": {"stops": int((labels == k).sum())}})
    return {"type": "FeatureCollection", "features": features}


if __name__ == "__main__":
    source = sys.argv[1] if len(sys.argv) > 1 else "traces.csv"
    target = sys.argv[2] if len(sys.argv) > 2 else "stands.geojson"
    points = still_points(source).to_numpy()
    labels = find(points)
    print("%d stands, %.1f %% noise" % (labels.max() + 1, 100 * np.mean(labels == -1)))
    with open(target, "w") as f:
        json.dump(geojson(points, labels), f)
