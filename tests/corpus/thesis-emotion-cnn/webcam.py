import cv2
import numpy as np
from keras.models import model_from_json

NAMES = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral']
net = model_from_json(open('emotion.json').read())
net.load_weights('emotion.h5')
finder = cv2.CascadeClassifier(cv2.data.haarcascades + 'haarcascade_frontalface_default.xml')
camera = cv2.VideoCapture(0)
while cv2.waitKey(1) != 27:
    ok, frame = camera.read()
    gray = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    for x, y, w, h in finder.detectMultiScale(gray):
        face = cv2.resize(gray[y:y + h, x:x + w], (48, 48)).reshape(1, 48, 48, 1) / 255.
        name = NAMES[int(np.argmax(net.predict(face)))]
        cv2.putText(frame, name, (x, y - 4), cv2.FONT_HERSHEY_PLAIN, 2, (0, 255, 0), 2)
    cv2.imshow('emotions', frame)
