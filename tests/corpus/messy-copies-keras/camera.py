import cv2, numpy as np
import keras
model = keras.models.load_model('signs.keras')
cam = cv2.VideoCapture(0)
while True:
    ok, f = cam.read()
    print(model.predict(cv2.resize(f, (32, 32))[None, ..., ::-1], verbose=0).argmax())
