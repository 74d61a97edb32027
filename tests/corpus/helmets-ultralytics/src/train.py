import argparse

from ultralytics import YOLO


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", default="yolov8n.pt")
    parser.add_argument("--epochs", type=int, default=50)
    parser.add_argument("--imgsz", type=int, default=640)
    parser.add_argument("--batch", type=int, default=16)
    return parser.parse_args()


def main():
    args = parse_args()
    model = YOLO(args.weights)
    model.train(data="data/helmets.yaml", epochs=args.epochs, imgsz=args.imgsz, batch=args.batch, project="runs")
    metrics = model.val()
    print("mAP50-95", metrics.box.map, "mAP50", metrics.box.map50)
    model.export(format="onnx")


if __name__ == "__main__":
    main()
