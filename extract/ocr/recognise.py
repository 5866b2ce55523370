"""Text lines → characters with probabilities."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.ocr.models import model, models_folder
from extract.ocr.page import Pixels

HEIGHT = 48  # pixels: the models' line height
STEP = 32  # pixels: lines are padded to whole steps; a finer step reads single digits with less certainty
WIDEST = 3200  # pixels at HEIGHT: a longer line is squeezed
WIDE = 120  # pixels at HEIGHT: longer lines are words, which stay legible squeezed a little
SQUEEZE = 0.8
BATCH = 8  # short lines in one run: a sixth faster than one by one
SHORT = 160  # pixels at HEIGHT
MODELS = {
    "first": ("ppocrv6/tiny/rec/rec.onnx", "ppocrv6/ppocrv6_tiny_dict.txt"),
    "second": ("ppocrv5/rec/rec.onnx", "ppocrv5/ppocrv5_dict.txt"),
}


class Read(NamedTuple):
    """What a model saw in a line, and how probable the least certain character is (0 where it saw none)."""

    text: str
    weakest: float


class Recogniser:
    """One model and its alphabet."""

    def __init__(self, network: str, alphabet: str) -> None:
        self._model = model(network)
        signs = (models_folder() / alphabet).read_text(encoding="utf-8").split("\n")[:-1]
        self._alphabet = ("", *signs, " ")

    def read(self, lines: Sequence[Pixels]) -> list[Read]:
        """The text of each line image (grey, dark on light)."""
        inputs = [_input(line) for line in lines]
        by_width: dict[int, list[int]] = defaultdict(list)
        for index, values in enumerate(inputs):
            by_width[values.shape[2]].append(index)
        found: dict[int, Read] = {}
        for width, indexes in by_width.items():
            size = BATCH if width <= SHORT else 1
            for start in range(0, len(indexes), size):
                batch = indexes[start : start + size]
                scores = self._model.run(np.stack([inputs[i] for i in batch]))
                found.update(zip(batch, map(self._decoded, scores), strict=True))
        return [found[index] for index in range(len(lines))]

    def _decoded(self, scores: NDArray[np.float32]) -> Read:
        """Steps × classes → text: repeats are one character, class 0 parts characters."""
        best = scores.argmax(axis=1)
        is_new = np.append(True, best[1:] != best[:-1]) & (best > 0)
        peaks = scores[is_new, best[is_new]]
        return Read(
            "".join(self._alphabet[i] for i in best[is_new]),
            float(peaks.min(initial=1.0)) if peaks.size else 0.0,
        )


@cache
def recogniser(name: str) -> Recogniser:
    """`first` reads everything; `second`, five times slower, gives its opinion where the first is unsure."""
    return Recogniser(*MODELS[name])


def _input(line: Pixels) -> NDArray[np.float32]:
    height, width = line.shape
    scaled = max(round(width * HEIGHT / height), 8)
    scaled = min(scaled if scaled <= WIDE else max(round(scaled * SQUEEZE), WIDE), WIDEST)
    smooth = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    values = np.zeros((3, HEIGHT, -(-scaled // STEP) * STEP), np.float32)
    values[:, :, :scaled] = (
        cv2.resize(line, (scaled, HEIGHT), interpolation=smooth).astype(np.float32) / 127.5 - 1.0
    )
    return values
