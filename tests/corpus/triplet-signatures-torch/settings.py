FOLDER = "signatures"          # one folder a writer: genuine_*.png, forged_*.png
HEIGHT, WIDTH = 96, 160
BATCH = 24
EPOCHS = 35
MARGIN = 0.3
