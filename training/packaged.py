"""Reads texts with packaged weights, to calibrate and evaluate; the engine has its own reader of the same files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training import batches

Floats = NDArray[np.float64]
TOKENS_IN_A_BATCH: Final = 2048


@dataclass(frozen=True, slots=True)
class Said:
    """Logits [texts, heads] of the full and of the early reader."""

    full: Floats
    early: Floats


class Packaged:
    """An ONNX reader with its tokenizer; `heads` is the order of its outputs."""

    def __init__(
        self, onnx: Path, spell: Tokenizer, heads: Sequence[str], *, longest: int = 64, threads: int = 1
    ) -> None:
        self.session = self._session(onnx, threads)
        self.spell, self.heads, self.longest = spell, tuple(heads), longest
        self.place = {head: place for place, head in enumerate(heads)}

    @staticmethod
    def _session(onnx: Path, threads: int = 1) -> ort.InferenceSession:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        return ort.InferenceSession(str(onnx), options, providers=["CPUExecutionProvider"])

    def read(self, texts: Sequence[str]) -> Said:
        """Logits of each text; of a long one the highest over its windows."""
        windows: list[tuple[int, list[int]]] = []
        for number, encoding in enumerate(self.spell.encode_batch(list(texts))):
            windows += [(number, window.ids) for window in batches.windows(encoding)]
        full = np.full((len(texts), len(self.heads)), -np.inf)
        early = full.copy()
        for chosen in _by_length(windows):
            said = self._run([ids for _, ids in chosen], ["logits", "early_logits"])
            for row, (number, _) in enumerate(chosen):
                full[number] = np.maximum(full[number], said[0][row])
                early[number] = np.maximum(early[number], said[1][row])
        return Said(full, early)

    def words(self, text: str) -> tuple[list[tuple[int, int]], Floats]:
        """Places in the text and logits [tokens, heads] of its words; long texts in windows without overlap."""
        encoding = self.spell.encode(text)
        step = self.longest - 2
        inner, offsets = encoding.ids[1:-1], list(encoding.offsets[1:-1])
        rows = []
        for start in range(0, len(inner), step):
            ids = [encoding.ids[0], *inner[start : start + step], encoding.ids[-1]]
            rows.append(self._run([ids], ["words"])[0][0][1:-1])
        return offsets, np.concatenate(rows) if rows else np.zeros((0, len(self.heads)))

    def _run(self, rows: Sequence[list[int]], outputs: list[str]) -> list[Any]:
        return list(self.session.run(outputs, _padded(rows)))


def _padded(rows: Sequence[list[int]]) -> dict[str, NDArray[np.int64]]:
    longest = max(len(ids) for ids in rows)
    ids = np.zeros((len(rows), longest), np.int64)
    for row, kept in enumerate(rows):
        ids[row, : len(kept)] = kept
    return {"input_ids": ids, "attention_mask": (ids != 0).astype(np.int64)}


def _by_length(windows: list[tuple[int, list[int]]]) -> list[list[tuple[int, list[int]]]]:
    cut: list[list[tuple[int, list[int]]]] = [[]]
    for window in sorted(windows, key=lambda pair: len(pair[1])):
        if cut[-1] and len(window[1]) * (len(cut[-1]) + 1) > TOKENS_IN_A_BATCH:
            cut.append([])
        cut[-1].append(window)
    return [batch for batch in cut if batch]


class Shipped(Packaged):
    """The reader of a weights folder, with its calibration."""

    def __init__(self, folder: Path, *, onnx: str = "reader.onnx", threads: int = 1) -> None:
        self.card = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
        heads = self.card["heads"]
        spell = Tokenizer.from_file(str(folder / "tokenizer.json"))
        longest = self.card["max_tokens"]
        super().__init__(folder / onnx, spell, [head["id"] for head in heads], longest=longest, threads=threads)
        self.a, self.b = (np.array([head[key] for head in heads]) for key in "ab")
        self.early_a, self.early_b = (np.array([head["early"][key] for head in heads]) for key in "ab")
        self.show = np.array([head["show"] for head in heads])

    def sure(self, texts: Sequence[str], *, early: bool = False) -> Floats:
        """Calibrated probabilities [texts, heads]."""
        return np.asarray(1 / (1 + np.exp(-self.odds(texts, early=early))))

    def odds(self, texts: Sequence[str], *, early: bool = False) -> Floats:
        """Calibrated log-odds [texts, heads]."""
        said = self.read(texts)
        return said.early * self.early_a + self.early_b if early else said.full * self.a + self.b

    def of(self, said: Floats, head: str) -> Floats:
        """The column of one head."""
        return np.asarray(said[:, self.place[head]])
