"""The network: windows of a text in, scores of heads and of words out; of a long text the hottest window decides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import as_file
from importlib.resources.abc import Traversable
from pathlib import Path
from statistics import median
from typing import Final, TypeVar

import numpy as np
import tokenizers

from unruffled.engine.reader.model.halves import FILES, Halves, Scores
from unruffled.engine.reader.model.said import SILENT, Head, Opinion
from unruffled.engine.reader.model.ways import WHOLE, Way
from unruffled.engine.vocabulary import Span

WINDOWS: Final = 12
"""A text longer than this many windows is read at its head, its tail and at even steps between."""
TOKENISED: Final = 40_000
"""Characters up to which all of a text is tokenised; of a longer one no more than what is read."""
PIECE: Final = 240
"""Characters of a very long text that make a window, or a little more."""


WHAT_HURTS: Final = "abuse:words"
POINTING: Final = ("s:", "a:", WHAT_HURTS)
"""The heads that point at words, by how their names begin: signals, moves, and what hurts."""


class BrokenWeights(Exception):
    """The packaged weights are not the ones that were built: a damaged installation."""


@dataclass(frozen=True, slots=True)
class _Window:
    """A run of tokens of a text: their ids, with the two that begin and end it, and where each stands."""

    ids: tuple[int, ...]
    offsets: tuple[Span, ...]


class Network:
    """The loaded weights; several threads may read at once. `most` is the length of a window in tokens.

    :raises BrokenWeights: when a file is not the one whose `sha256` is known
    """

    def __init__(self, weights: Traversable, heads: Sequence[Head], *, most: int, sha256: Mapping[str, str]) -> None:
        with as_file(weights) as folder:
            for name in (*FILES, "tokenizer.json"):
                _check(folder / name, sha256[name])
            self._tokens = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._through = Halves(folder, heads)
        self._listed = heads
        self._pointing = [(column, head) for column, head in enumerate(heads) if head.id.startswith(POINTING)]
        self._most = most - 2
        self._tokens.no_padding()
        self._tokens.no_truncation()

    def read(self, text: str, way: Way = WHOLE) -> Opinion:
        """Return the opinion about one text; each of its windows goes as far as the way has it.

        Windows are run one by one: the weights are 8-bit numbers whose scale hangs on all that is run together, and a
        text must not read differently for the company that it is read in. On one core a batch gains next to nothing.
        """
        gathered = _Gathered(len(self._listed))
        for window in self._windows(text):
            gathered.add(window, *self._run(window, way))
        return self._opinion(gathered)

    def _windows(self, text: str) -> Iterator[_Window]:
        """The text in runs of at most `max_tokens`, ended at a sentence where there is one."""
        pieces = [
            (self._tokens.encode(_plain(piece), add_special_tokens=False), begins) for piece, begins in _pieces(text)
        ]
        found = [(one, begins, cut) for one, begins in pieces for cut in cuts(one.tokens, self._most)]
        for one, begins, (first, last) in _thinned(found):
            spots = tuple((a + begins, b + begins) for a, b in one.offsets[first:last])
            yield _Window((self._begin, *one.ids[first:last], self._end), spots)

    @cached_property
    def _begin(self) -> int:
        return self._tokens.token_to_id("[CLS]") or 0

    @cached_property
    def _end(self) -> int:
        return self._tokens.token_to_id("[SEP]") or 0

    def _run(self, window: _Window, way: Way) -> tuple[Scores, Scores]:
        """The raised scores [heads] of a window and the scores of its words [words, heads]."""
        scores, words = self._through(np.array([window.ids], np.int64), way)
        return scores, words[1:-1]

    def _opinion(self, found: _Gathered) -> Opinion:
        if found.windows == 0:
            return SILENT
        probability = dict(zip((head.id for head in self._listed), _probabilities(found.scores), strict=True))
        shown = [(column, head.id) for column, head in self._pointing if probability[head.id] >= head.unsure]
        spans = {id: found.all_spans(column) if id == WHAT_HURTS else found.spans(column) for column, id in shown}
        return Opinion(probability, spans)


def _probabilities(raised: Scores) -> list[float]:
    """The calibrated probability of each head (Platt 1999)."""
    probabilities: list[float] = (1 / (1 + np.exp(-np.clip(raised, -30.0, 30.0)))).tolist()
    return probabilities


class _Gathered:
    """What the windows of one text said: for each head the hottest window and its words."""

    def __init__(self, heads: int) -> None:
        self.windows = 0
        self.scores: Scores = np.full(heads, -np.inf)
        self._from = np.zeros(heads, np.int32)
        self._words: list[tuple[_Window, Scores]] = []

    def add(self, window: _Window, scores: Scores, words: Scores) -> None:
        hotter = scores > self.scores
        self.scores[hotter] = scores[hotter]
        self._from[hotter] = self.windows
        self._words.append((window, words))
        self.windows += 1

    def spans(self, column: int) -> tuple[Span, ...]:
        """The words that speak loudest for a head: the peak and what stands beside it and speaks nearly as loud."""
        return self._peaks_of(self._words[int(self._from[column])], column)

    def all_spans(self, column: int) -> tuple[Span, ...]:
        """The words that speak for a head in every window which speaks about as loud as the hottest."""
        windows = [one for one in self._words if one[0].offsets]
        loudest = max((words[:, column].max() for _, words in windows), default=0.0)
        loud = [one for one in windows if one[1][:, column].max() >= loudest - ABOUT]
        return tuple(span for one in loud for span in self._peaks_of(one, column, most=MANY))

    def _peaks_of(self, one: tuple[_Window, Scores], column: int, *, most: int = 2) -> tuple[Span, ...]:
        window, words = one
        return _peaks(words[:, column].tolist(), window.offsets, most=most) if window.offsets else ()


ABOUT: Final = 2.0
"""By how much the loudest word of a window may be lower (in log-odds) than that of the hottest."""
MANY: Final = 5
"""Places in one window at most, where all of them are asked for."""
NEARLY: Final = 0.55
"""A word belongs to the explanation if it speaks at least this share of the way from the middling word to the peak."""


def _peaks(scores: Sequence[float], offsets: Sequence[Span], *, most: int) -> tuple[Span, ...]:
    """Return at most so many runs of words, loudest first among equals, as spans of the text in order."""
    middling, peak = median(scores), max(scores)
    loud = [i for i, score in enumerate(scores) if score >= middling + NEARLY * (peak - middling)]
    runs: list[tuple[float, Span]] = []
    for i in loud:
        if runs and offsets[i][0] - runs[-1][1][1] <= 2:
            runs[-1] = (max(runs[-1][0], scores[i]), (runs[-1][1][0], offsets[i][1]))
        else:
            runs.append((scores[i], offsets[i]))
    return tuple(sorted(span for _, span in sorted(runs, reverse=True)[:most] if span[1] > span[0]))


def _check(file: Path, sha256: str) -> None:
    with file.open("rb") as read:
        found = hashlib.file_digest(read, "sha256").hexdigest()
    if found != sha256:
        raise BrokenWeights(f"{file.name} of the reader is not the file that was built; install unruffled again.")


def _plain(text: str) -> str:
    """The text with a question mark for each lone surrogate, which no tokeniser can take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _pieces(text: str) -> Iterable[tuple[str, int]]:
    """The text, or of a very long one a piece for each window, from the head to the tail; each with where it begins."""
    if len(text) <= TOKENISED:
        return ((text, 0),)
    places = (round(i * (len(text) - PIECE) / (WINDOWS - 1)) for i in range(WINDOWS))
    return ((text[begins : begins + PIECE], begins) for begins in places)


_T = TypeVar("_T")
_STOPS: Final = frozenset(".!?;…")


def cuts(tokens: Sequence[str], most: int) -> list[Span]:
    """Return where the windows begin and end, in tokens: as few as fit into `most`, each cut after the last full stop
    in its second half."""
    found, first = [], 0
    while first < len(tokens):
        last = min(first + most, len(tokens))
        if last < len(tokens):
            stops = [i for i in range(first + most // 2, last) if tokens[i] in _STOPS]
            last = stops[-1] + 1 if stops else last
        found.append((first, last))
        first = last
    return found


def _thinned(windows: Sequence[_T]) -> Sequence[_T]:
    """At most `WINDOWS` of them: the first, the last, and even steps between."""
    if len(windows) <= WINDOWS:
        return windows
    return [windows[round(i * (len(windows) - 1) / (WINDOWS - 1))] for i in range(WINDOWS)]
