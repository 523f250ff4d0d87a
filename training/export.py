"""Writes a trained reader as ONNX: only the heads that are kept, attention fused, weights in eight bits."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from training.encoder import EARLY_LAYER, FAR_BELOW, HEADS_OF_ATTENTION, WIDTH, Layer, Pool, Reader
from training.heads import HEADS, PLACE

OPSET: Final = 17


class Slim(nn.Module):
    """The reader as it is shipped: the same numbers in fewer, larger steps."""

    def __init__(self, reader: Reader, heads: Sequence[str]) -> None:
        super().__init__()
        places = torch.tensor([PLACE[head] for head in heads])
        self.words, self.norm = reader.words, reader.norm
        self.register_buffer("places", reader.places.weight + reader.kinds.weight[0])
        self.layers = nn.ModuleList(SlimLayer(layer) for layer in reader.layers)  # type: ignore[arg-type]
        self.head, self.early_head = _rows(reader.head, places), _rows(reader.early_head, places)
        self.pool, self.early_pool = _pool_rows(reader.pool, places), _pool_rows(reader.early_pool, places)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The same three outputs as Reader."""
        mask = attention_mask.to(torch.float32)
        hidden = ((1.0 - mask) * FAR_BELOW).unsqueeze(1).unsqueeze(1)
        states = self.norm(self.words(input_ids) + self.places[: input_ids.shape[1]])  # type: ignore[index]
        early = states
        for number, layer in enumerate(self.layers, 1):
            states = layer(states, hidden)
            if number == EARLY_LAYER:
                early = states
        words = self.head(states)
        return self.pool(words, mask), words, self.early_pool(self.early_head(early), mask)


class SlimLayer(nn.Module):
    """A layer whose query, key and value are one matrix, the scale of attention folded into it."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        scale = (WIDTH // HEADS_OF_ATTENTION) ** -0.5
        weights = [layer.query.weight * scale, layer.key.weight, layer.value.weight]
        biases = [layer.query.bias * scale, layer.key.bias, layer.value.bias]
        self.three = nn.Linear(WIDTH, 3 * WIDTH)
        self.three.weight = nn.Parameter(torch.cat(weights))
        self.three.bias = nn.Parameter(torch.cat(biases))
        self.mixed, self.mixed_norm = layer.mixed, layer.mixed_norm
        self.widen, self.narrow, self.norm = layer.widen, layer.narrow, layer.norm

    def forward(self, states: Tensor, hidden: Tensor) -> Tensor:
        """States after this layer."""
        batch, tokens = states.shape[0], states.shape[1]
        three = self.three(states).view(batch, tokens, 3, HEADS_OF_ATTENTION, WIDTH // HEADS_OF_ATTENTION)
        query, key, value = three.permute(2, 0, 3, 1, 4).unbind(0)
        taken = (query @ key.transpose(-1, -2) + hidden).softmax(-1) @ value
        states = self.mixed_norm(states + self.mixed(taken.transpose(1, 2).reshape(batch, tokens, WIDTH)))
        return self.norm(states + self.narrow(functional.gelu(self.widen(states))))  # type: ignore[no-any-return]


def _rows(linear: nn.Linear, places: Tensor) -> nn.Linear:
    cut = nn.Linear(linear.in_features, len(places))
    cut.weight, cut.bias = nn.Parameter(linear.weight[places]), nn.Parameter(linear.bias[places])
    return cut


def _pool_rows(pool: Pool, places: Tensor) -> Pool:
    cut = Pool(len(places))
    cut.sharpness = nn.Parameter(pool.sharpness[places])
    cut.scale, cut.shift = nn.Parameter(pool.scale[places]), nn.Parameter(pool.shift[places])
    cut.thinning = nn.Parameter(pool.thinning[places])
    return cut


def export(reader: Reader, heads: Sequence[str], folder: Path) -> None:
    """Write `full.onnx` (32 bits, for comparison) and `reader.onnx` (8 bits) into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    slim = Slim(reader.eval(), heads).eval()
    shown = (torch.randint(1000, 9000, (2, 9)), torch.ones(2, 9, dtype=torch.long))
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        slim,
        shown,
        str(folder / "full.onnx"),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits", "words", "early_logits"],
        dynamic_axes={
            "input_ids": axes,
            "attention_mask": axes,
            "logits": {0: "batch"},
            "words": axes,
            "early_logits": {0: "batch"},
        },
        opset_version=OPSET,
        dynamo=False,
    )
    quantize_dynamic(folder / "full.onnx", folder / "reader.onnx", weight_type=QuantType.QInt8, per_channel=True)


__all__ = ["HEADS", "export"]
