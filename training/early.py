"""The reader cut in two graphs; their weights are those inside `reader.onnx`, so nothing is kept twice.

`early.onnx` takes a text to its early scores, those of its words, and the states after the third layer; `late.onnx`
goes on from these states to what the whole network says, to the last bit.
"""

from pathlib import Path
from typing import Final

import onnx
from onnx import ModelProto, TensorProto
from onnx.utils import Extractor

BYTES_INLINE: Final = 1024
"""Smaller tensors are simply repeated."""
STATES: Final = "/layers.2/norm/LayerNormalization_output_0"
"""What the export calls the states after the layer EARLY_LAYER (training/encoder.py)."""
NAMES: Final = {STATES: "states", "/early_head/Add_output_0": "early_words"}
HALVES: Final = {
    "early": (("input_ids", "attention_mask"), ("early_logits", "/early_head/Add_output_0", STATES)),
    "late": ((STATES, "attention_mask"), ("logits", "words")),
}
"""Inputs and outputs of each half."""


def write(folder: Path) -> None:
    """Write both halves beside `reader.onnx`; large weights are named by their place in that file."""
    whole = (folder / "reader.onnx").read_bytes()
    cutter = Extractor(onnx.shape_inference.infer_shapes(onnx.load_from_string(whole)))
    for name, (inputs, outputs) in HALVES.items():
        cut = cutter.extract_model(list(inputs), list(outputs))
        for tensor in cut.graph.initializer:
            if len(tensor.raw_data) > BYTES_INLINE:
                _point(tensor, whole.index(tensor.raw_data))
        (folder / f"{name}.onnx").write_bytes(_named(cut, name).SerializeToString())


def _point(tensor: TensorProto, offset: int) -> None:
    length = len(tensor.raw_data)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", "reader.onnx"), ("offset", offset), ("length", length)):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, str(value)


def _named(cut: ModelProto, name: str) -> ModelProto:
    """The graph with names for what goes in and out that do not hang on how it was exported."""
    cut.graph.name = name
    for node in cut.graph.node:
        node.input[:] = [NAMES.get(one, one) for one in node.input]
        node.output[:] = [NAMES.get(one, one) for one in node.output]
    for one in (*cut.graph.input, *cut.graph.output, *cut.graph.value_info):
        one.name = NAMES.get(one.name, one.name)
    return cut
