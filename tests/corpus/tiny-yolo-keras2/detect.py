import argparse, json
import cv2
import numpy as np
from net import tiny_body

parser = argparse.ArgumentParser()
parser.add_argument("--image", required=True)
args = parser.parse_args()
cfg = json.load(open("config.json"))
model = tiny_body(cfg["input"], len(cfg["classes"]))
model.load_weights("final.h5")
img = cv2.imread(args.image)
pred = model.predict(cv2.resize(img, (cfg["input"],) * 2)[None] / 255.)[0]
for gy, gx in np.argwhere(pred[..., 4] > 0):
    print("plate at cell", gx, gy)
