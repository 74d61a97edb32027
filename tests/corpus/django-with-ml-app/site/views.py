import joblib
from django.http import JsonResponse
from sklearn import svm

clf = joblib.load("ml/svc.joblib")


def predict(request):
    return JsonResponse({"y": int(clf.predict([[float(request.GET["x"])]])[0])})
