import json

import folium
from flask import Flask

app = Flask(__name__)


@app.route("/")
def show():
    m = folium.Map([41.15, -8.61], zoom_start=13)
    folium.GeoJson(json.load(open("stands.geojson"))).add_to(m)
    return m._repr_html_()


if __name__ == "__main__":
    app.run()
