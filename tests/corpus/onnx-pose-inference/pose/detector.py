import numpy as np
import onnxruntime as ort


class PoseDetector:
    def __init__(self, path="weights/pose_s.onnx", threshold=0.4):
        self.session = ort.InferenceSession(path, providers=["CUDAExecutionProvider", "CPUExecutionProvider"])
        self.input = self.session.get_inputs()[0]
        self.size = self.input.shape[2:]
        self.threshold = threshold

    def preprocess(self, image):
        import cv2
        x = cv2.resize(image, tuple(self.size[::-1])).astype(np.float32)[..., ::-1]
        return ((x / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]).transpose(2, 0, 1)[None].astype(np.float32)

    def __call__(self, image):
        maps = self.session.run(None, {self.input.name: self.preprocess(image)})[0][0]
        points = []
        for m in maps:
            y, x = np.unravel_index(m.argmax(), m.shape)
            points.append((x / m.shape[1], y / m.shape[0]) if m.max() > self.threshold else None)
        return points
