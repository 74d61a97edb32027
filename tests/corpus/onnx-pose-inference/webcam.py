import argparse

import cv2

from pose.detector import PoseDetector
from pose.smooth import OneEuro

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="weights/pose_s.onnx")
parser.add_argument("--source", default=0)
args = parser.parse_args()
detect = PoseDetector(args.model)
filters = {}
capture = cv2.VideoCapture(args.source)
while True:
    ok, frame = capture.read()
    if not ok or cv2.waitKey(1) == 27:
        break
    for i, p in enumerate(detect(frame)):
        if p:
            fx, fy = filters.setdefault(i, (OneEuro(), OneEuro()))
            cv2.circle(frame, (int(fx(p[0]) * frame.shape[1]), int(fy(p[1]) * frame.shape[0])), 4, (0, 255, 0), -1)
    cv2.imshow("pose", frame)
