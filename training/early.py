"""The early reader as a graph of its own; its weights are those inside `reader.onnx`, so nothing is kept twice."""

from pathlib import Path
from typing import Final

import onnx
from onnx import ModelProto, TensorProto
from onnx.utils import Extractor

BYTES_INLINE: Final = 1024
"""Smaller tensors are simply repeated."""


def write(folder: Path) -> None:
    """Write `early.onnx` beside `reader.onnx`: inputs to `early_logits`, large weights by their place in that file."""
    whole = (folder / "reader.onnx").read_bytes()
    cut = Extractor(onnx.load_from_string(whole)).extract_model(["input_ids", "attention_mask"], ["early_logits"])
    for tensor in cut.graph.initializer:
        if len(tensor.raw_data) > BYTES_INLINE:
            _point(tensor, whole.index(tensor.raw_data))
    (folder / "early.onnx").write_bytes(_named(cut).SerializeToString())


def _point(tensor: TensorProto, offset: int) -> None:
    length = len(tensor.raw_data)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", "reader.onnx"), ("offset", offset), ("length", length)):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, str(value)


def _named(cut: ModelProto) -> ModelProto:
    cut.graph.name = "early"
    return cut
