"""The network in two halves: the second goes on from the states of the first, where a way asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from unruffled.engine.reader.model.said import Head
from unruffled.engine.reader.model.ways import Way
from unruffled.engine.reader.odds import log_odds

Ids = NDArray[np.int64]
Scores = NDArray[np.floating[Any]]

FILES: Final = ("reader.onnx", "early.onnx", "late.onnx")
"""The weights, and the halves (training/early.py), which name them by their places: nothing is held twice."""


class Halves:
    """From the ids of one window [1, tokens] to its raised scores [heads] and the scores of its words [tokens, heads].

    A raised score is the logarithm of calibrated odds, so that those of both halves may stand beside each other.
    """

    def __init__(self, folder: Path, heads: Sequence[Head]) -> None:
        self._first, self._second = _session(folder / "early.onnx"), _session(folder / "late.onnx")
        self._slopes, self._shifts = np.array([(head.a, head.b) for head in heads]).T
        self._early_slopes, self._early_shifts = np.array([(head.early.a, head.early.b) for head in heads]).T
        self._heads = [head.id for head in heads]
        self._limits: dict[Way, Scores] = {}

    def __call__(self, ids: Ids, way: Way) -> tuple[Scores, Scores]:
        """What the second half says, or the first alone where no head reaches the limit that the way sets it."""
        mask = np.ones_like(ids)
        asked = {"input_ids": ids, "attention_mask": mask}
        if way.limits is None:
            return self._on(self._first.run(["states"], asked)[0], mask)
        scores, words, states = self._first.run(["early_logits", "early_words", "states"], asked)
        raised = self._early_slopes * scores[0] + self._early_shifts
        return (raised, words[0]) if (raised < self._limits_of(way)).all() else self._on(states, mask)

    def _on(self, states: Scores, mask: Ids) -> tuple[Scores, Scores]:
        scores, words = self._second.run(["logits", "words"], {"states": states, "attention_mask": mask})
        return self._slopes * scores[0] + self._shifts, words[0]

    def _limits_of(self, way: Way) -> Scores:
        if way not in self._limits:
            limits = dict(way.limits or ())
            self._limits[way] = np.array([log_odds(limits.get(head, 1.0)) for head in self._heads])
        return self._limits[way]


def _session(file: Path) -> Any:
    return onnxruntime.InferenceSession(
        file, _options(), providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
    )


_SLOWER: Final = ["SkipLayerNormFusion"]
"""What ONNX Runtime 1.x fuses on processors at a loss: apart, addition and norm take a third of the time."""


def _options() -> Any:
    """One thread: a page is read beside others. Between windows the sessions keep the few MiB that one of them takes,
    which the system would otherwise have to clear anew each time (a twelfth of the time)."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
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
