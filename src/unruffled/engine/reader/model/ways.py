"""Two ways through the network: the whole of it, and for archives its first half, the second only where it matters.

A calm message is told from its early scores alone; whatever may not be calm goes on through the second half and reads,
to the last bit, as it does with the whole network. So the fast way is never slower than the whole one, and what it
gives up lies among messages that nobody would look at (docs/reference/reader-model.md has the figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from unruffled.engine.reader.model.said import Head
from unruffled.engine.reader.odds import log_odds
from unruffled.engine.vocabulary import DANGERS

Ids = NDArray[np.int64]
Scores = NDArray[np.floating[Any]]

CALM: Final = 0.3
"""The early probability of any heat at all below which a message is calm, and the early scores are the answer."""
GRAVE: Final = ("abuse", *(f"s:{danger}" for danger in DANGERS))
"""Heads that say in a low voice what must not be missed: from where they are unsure on, the second half is asked."""


class Way(Protocol):
    """From the ids of one window [1, tokens] to its raised scores [heads] and the scores of its words [tokens, heads].

    A raised score is the logarithm of calibrated odds, so that those of both halves may stand beside each other.
    """

    def __call__(self, ids: Ids) -> tuple[Scores, Scores]: ...


class Whole:
    """The careful way: every message through all of the network."""

    FILES: Final = ("reader.onnx",)

    def __init__(self, folder: Path, heads: Sequence[Head]) -> None:
        self._session = _session(folder / "reader.onnx")
        self._slopes, self._shifts = np.array([(head.a, head.b) for head in heads]).T

    def __call__(self, ids: Ids) -> tuple[Scores, Scores]:
        asked = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        scores, words = self._session.run(["logits", "words"], asked)
        return self._slopes * scores[0] + self._shifts, words[0]


class Halves:
    """The fast way: calm messages through half of the network, the others through both halves."""

    FILES: Final = ("reader.onnx", "early.onnx", "late.onnx")

    def __init__(self, folder: Path, heads: Sequence[Head]) -> None:
        self._first, self._second = _session(folder / "early.onnx"), _session(folder / "late.onnx")
        self._slopes, self._shifts = np.array([(head.a, head.b) for head in heads]).T
        self._early_slopes, self._early_shifts = np.array([(head.early.a, head.early.b) for head in heads]).T
        self._limits = np.array([log_odds(_limit(head)) for head in heads])

    def __call__(self, ids: Ids) -> tuple[Scores, Scores]:
        mask = np.ones_like(ids)
        asked = {"input_ids": ids, "attention_mask": mask}
        scores, words, states = self._first.run(["early_logits", "early_words", "states"], asked)
        raised = self._early_slopes * scores[0] + self._early_shifts
        if (raised < self._limits).all():
            return raised, words[0]
        scores, words = self._second.run(["logits", "words"], {"states": states, "attention_mask": mask})
        return self._slopes * scores[0] + self._shifts, words[0]


def _limit(head: Head) -> float:
    """The early probability from which a head asks for the second half."""
    if head.id == "heat>=1":
        return CALM
    return head.early.unsure if head.id in GRAVE else 1.0


def _session(file: Path) -> Any:
    return onnxruntime.InferenceSession(file, _options(), providers=["CPUExecutionProvider"])


def _options() -> Any:
    """One thread (a page is read beside others), and no memory held for a rainy day."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    if not _adds_exactly():
        options.add_session_config_entry("session.x64quantprecision", "1")
    return options


@cache
def _adds_exactly() -> bool:
    """Return whether this processor adds 8-bit products without overflow by itself (VNNI, servers since 2019).

    Others are told to take care, which gives the same scores and takes half as long again; so are unknown ones.
    """
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return False
    return "avx512_vnni" in told or "avx_vnni" in told
