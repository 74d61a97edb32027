import os, shutil
os.makedirs("data/train", exist_ok=True)
