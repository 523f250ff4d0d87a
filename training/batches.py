"""Batches of about equal numbers of tokens, texts of like length together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from training.disturb import disturbed
from training.example import Example

LONGEST: Final = 64
TOKENS: Final = 1536
"""Tokens in a batch, padding included."""
POOL: Final = 4000
"""Texts that are sorted by length together before they are cut into batches."""


@dataclass(slots=True)
class Batch:
    """`word_wanted` [batch, tokens] is 1 on abusive words, 0 on others, -1 where nobody marked them."""

    input_ids: Tensor
    attention_mask: Tensor
    wanted: Tensor
    weight: Tensor
    word_wanted: Tensor


def batches(examples: Sequence[Example], spell: Tokenizer, dice: Random) -> Iterator[Batch]:
    """One pass over the examples in random order, disturbed anew."""
    order = list(examples)
    dice.shuffle(order)
    for start in range(0, len(order), POOL):
        pool = [(spell.encode(_text(example, dice)), example) for example in order[start : start + POOL]]
        pool.sort(key=lambda pair: len(pair[0].ids))
        cut = list(_cut(pool))
        dice.shuffle(cut)
        yield from (stacked(pairs) for pairs in cut)


def _text(example: Example, dice: Random) -> str:
    return disturbed(example.text, dice) if example.plain else example.text


def _cut(pool: Sequence[tuple[Encoding, Example]]) -> Iterator[Sequence[tuple[Encoding, Example]]]:
    start = 0
    for end in range(1, len(pool) + 1):
        longest = min(LONGEST, len(pool[min(end, len(pool) - 1)][0].ids))
        if end == len(pool) or longest * (end + 1 - start) > TOKENS:
            yield pool[start:end]
            start = end


def stacked(pairs: Sequence[tuple[Encoding, Example]]) -> Batch:
    """The batch of these texts; what is longer than LONGEST tokens is cut."""
    longest = min(LONGEST, max(len(encoding.ids) for encoding, _ in pairs))
    ids = np.zeros((len(pairs), longest), np.int64)
    words = np.full((len(pairs), longest), -1.0, np.float32)
    for row, (encoding, example) in enumerate(pairs):
        kept = encoding.ids[:longest]
        ids[row, : len(kept)] = kept
        if example.spans is not None:
            words[row, : len(kept)] = [_marked(a, b, example.spans) for a, b in encoding.offsets[:longest]]
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy((ids != 0).astype(np.int64)),
        torch.from_numpy(np.stack([example.wanted for _, example in pairs])).float(),
        torch.from_numpy(np.stack([example.weight for _, example in pairs])).float(),
        torch.from_numpy(words),
    )


def _marked(start: int, end: int, spans: frozenset[int]) -> float:
    if start == end:
        return -1.0
    return float(sum(place in spans for place in range(start, end)) * 2 > end - start)
