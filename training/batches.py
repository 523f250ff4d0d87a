"""Batches of about equal numbers of tokens, texts of like length together; a long text in the windows it is read in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from random import Random
from typing import Final

import numpy as np
import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from training.disturb import disturbed
from training.example import Example
from unruffled.engine.reader.model.network import cuts
from unruffled.engine.vocabulary import Span

LONGEST: Final = 64
TOKENS: Final = 1536
"""Tokens in a batch, padding included."""
POOL: Final = 4000
"""Texts that are sorted by length together before they are cut into batches."""


@dataclass(frozen=True, slots=True)
class Window:
    """A run of a text's tokens with the two that begin and end it, and where each stands."""

    ids: list[int]
    offsets: list[Span]


@dataclass(slots=True)
class Batch:
    """`input_ids` [windows, tokens], `text` [windows] the row of each window's text in `wanted` and `weight`
    [texts, heads]; `word_wanted` [windows, tokens] is 1 on abusive words, 0 on others, -1 where nobody marked them."""

    input_ids: Tensor
    attention_mask: Tensor
    text: Tensor
    wanted: Tensor
    weight: Tensor
    word_wanted: Tensor

    def on(self, device: torch.device) -> "Batch":
        """The same batch where the network computes."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


Pair = tuple[list[Window], Example]


def batches(examples: Sequence[Example], spell: Tokenizer, dice: Random) -> Iterator[Batch]:
    """One pass over the examples in random order, disturbed anew."""
    order = list(examples)
    dice.shuffle(order)
    for start in range(0, len(order), POOL):
        pool = [(windows(spell.encode(_text(example, dice))), example) for example in order[start : start + POOL]]
        pool.sort(key=lambda pair: (len(pair[0]), len(pair[0][0].ids)))
        cut = list(_cut(pool))
        dice.shuffle(cut)
        yield from (stacked(pairs) for pairs in cut)


def _text(example: Example, dice: Random) -> str:
    return disturbed(example.text, dice) if example.plain else example.text


def windows(encoding: Encoding) -> list[Window]:
    """The windows of at most LONGEST tokens in which the engine reads a text."""
    ids, offsets = encoding.ids, encoding.offsets
    if len(ids) <= LONGEST:
        return [Window(ids, offsets)]
    found = cuts(encoding.tokens[1:-1], LONGEST - 2)
    return [
        Window([ids[0], *ids[1 + a : 1 + b], ids[-1]], [offsets[0], *offsets[1 + a : 1 + b], offsets[-1]])
        for a, b in found
    ]


def _cut(pool: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    start, rows, longest = 0, 0, 0
    for end, (parts, _) in enumerate(pool):
        wider = max(longest, *(len(part.ids) for part in parts))
        if end > start and wider * (rows + len(parts)) > TOKENS:
            yield pool[start:end]
            start, rows, wider = end, 0, max(len(part.ids) for part in parts)
        rows, longest = rows + len(parts), wider
    if start < len(pool):
        yield pool[start:]


def stacked(pairs: Sequence[Pair]) -> Batch:
    """The batch of these texts."""
    rows = [(text, part, example) for text, (parts, example) in enumerate(pairs) for part in parts]
    longest = max(len(part.ids) for _, part, _ in rows)
    ids = np.zeros((len(rows), longest), np.int64)
    words = np.full((len(rows), longest), -1.0, np.float32)
    for row, (_, part, example) in enumerate(rows):
        ids[row, : len(part.ids)] = part.ids
        if example.spans is not None:
            words[row, : len(part.ids)] = [_marked(a, b, example.spans) for a, b in part.offsets]
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy((ids != 0).astype(np.int64)),
        torch.tensor([text for text, _, _ in rows]),
        torch.from_numpy(np.stack([example.wanted for _, example in pairs])).float(),
        torch.from_numpy(np.stack([example.weight for _, example in pairs])).float(),
        torch.from_numpy(words),
    )


def _marked(start: int, end: int, spans: frozenset[int]) -> float:
    if start == end:
        return -1.0
    return float(sum(place in spans for place in range(start, end)) * 2 > end - start)
