import sys

from ultralytics import YOLO

model = YOLO("runs/train/weights/best.pt")
for result in model.predict(sys.argv[1], stream=True, conf=0.4):
    bare = sum(int(c) == 0 for c in result.boxes.cls)
    if bare:
        print("ALARM:", bare, "without helmet")
