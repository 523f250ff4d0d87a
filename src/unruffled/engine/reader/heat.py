"""How hot a turn is, 0-4: an additive model with its weights in heat.toml. Emotion only, never conduct by itself.

The hottest level among the signals, plus what turns it up (a diminishing sum), minus what cools; then the turn
before pulls a little, because people do not cool in one line unless they say so.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from unruffled.engine.reader import fusion, record
from unruffled.engine.reader.fusion import Hunch
from unruffled.engine.reader.lexicon import PhraseError
from unruffled.engine.reader.seen import Found, Seen
from unruffled.engine.vocabulary import heat_band

_TABLES: Final = frozenset({"level", "up", "down", "model", "strain"})


@dataclass(frozen=True, slots=True)
class Weights:
    """The tables of heat.toml: `level` what a signal means alone, `up` and `down` what it adds or takes away."""

    level: dict[str, float]
    up: dict[str, float]
    down: dict[str, float]
    model: dict[str, float]
    strain: dict[str, float]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The packaged weights.

    :raises PhraseError: when heat.toml has an unknown table
    """
    table = tomllib.loads(files(__package__).joinpath("heat.toml").read_text("utf-8"))
    for name in table:
        if name not in _TABLES:
            raise PhraseError(f"heat.toml: unknown table {name!r}; good are {', '.join(sorted(_TABLES))}")
    return Weights(table["level"], table["up"], table["down"], table["model"], table["strain"])


@dataclass(frozen=True, slots=True)
class Heat:
    """A heat 0-4, and whether it is told without doubt.

    It is in doubt where the level that is told is one that the words and the model do not both reach, and the model is
    not sure of it: so it could be less, and nobody need think so who reads the words.
    """

    score: float
    sure: bool = True


def of(seen: Seen, found: Found, *, hunch: Hunch = fusion.NONE) -> Heat:
    """The heat of this turn (DOMAIN 3.1); of the words alone the trained model has its share."""
    w, words = weights(), _of_words(seen, found)
    if hunch.heat is None:
        return Heat(_full(seen, found, words, w))
    share = fusion.table().heat
    told = _full(seen, found, (1 - share) * words + share * hunch.heat, w)
    level, (lower, higher) = heat_band(told), sorted((heat_band(words), heat_band(hunch.heat)))
    return Heat(told, sure=not (lower < level <= higher and level in hunch.doubted))


def _of_words(seen: Seen, found: Found) -> float:
    """What the signals and cues of the turn come to."""
    w = weights()
    shown = {name: signal.confidence for name, signal in found.items()} | _cues(seen)
    levels = sorted((w.level[name] * _sure(c) for name, c in shown.items() if name in w.level), reverse=True)
    base = levels[0] if levels else 0.0
    base += sum(level * w.model["second"] ** (i + 1) for i, level in enumerate(levels[1:4]))
    ups = sorted((w.up[name] * c for name, c in shown.items() if name in w.up), reverse=True)
    raised = base + sum(up * w.model["fade"] ** i for i, up in enumerate(ups))
    downs = sorted((w.down[name] * c for name, c in shown.items() if name in w.down), reverse=True)
    grip = w.model["grip"] if any(shown.get(name, 0) >= 0.7 for name in _HOLDS) else 1.0
    return max(0.0, raised - grip * sum(down * w.model["fade"] ** i for i, down in enumerate(downs)))


def _full(seen: Seen, found: Found, now: float, w: Weights) -> float:
    """The heat with what is left of the turn before, squeezed where it is extreme."""
    full = _carried(seen, found, now, w)
    return round(min(4.0, full if full <= 3 else 3 + (full - 3) * w.model["squeeze"]), 2)


_HOLDS: Final = ("anger", "frustration", "distress", "anxiety", "insult_agent", "profanity", "rejection")
"""What keeps a thank-you from cooling the whole turn."""


def _cues(seen: Seen) -> dict[str, float]:
    """Cues that are no signals of their own: intense and mild words, rude, first word of a complaint."""
    cues = {
        name: seen.strength(name) for name in ("intense", "mild", "rude", "positive", "severe_attack") if seen.has(name)
    }
    if any(len(s.mark) >= 2 and "!" in s.mark for s in seen.text.sentences):
        cues["marks"] = 1.0
    return cues


def _sure(confidence: float) -> float:
    """A barely shown signal counts for less, a sure one fully."""
    return min(1.0, 0.55 + 0.5 * confidence)


_CALM: Final = (
    "gratitude", "acceptance", "resolution_confirmed", "customer_apology", "closing", "relief", "advocacy",
    "understanding_confirmed",
)  # fmt: skip


def _carried(seen: Seen, found: Found, now: float, w: Weights) -> float:
    """The turn before pulls: a hot person writing one flat line is not calm yet; one who accepts or thanks is."""
    last = seen.asked[-1].heat_score if seen.asked else None
    if record.at_risk(seen):
        now = max(now, w.model["at_risk"])
    if last is None or last <= now:
        return now
    calm = any(name in found for name in _CALM)
    pull = w.model["pull_when_calm"] if calm else w.model["pull"]
    return now + max(0.0, last - max(now, w.model["forgiven"])) * pull
