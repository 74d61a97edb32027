import requests
print(requests.post("http://localhost:8000/predict", json=[1, 2]).json())
