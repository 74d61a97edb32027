"""Moves a tenth of the pictures into val/."""
import pathlib
import random
import shutil

root = pathlib.Path("data")
random.seed(0)
for picture in sorted((root / "images" / "train").glob("*.jpg")):
    if random.random() < 0.1:
        label = root / "labels" / "train" / (picture.stem + ".txt")
        for path in (picture, label):
            target = pathlib.Path(str(path).replace("train", "val"))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)
