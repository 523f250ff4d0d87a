"""What a message costs the engine when it arrives: restored, read, folded and advised as the desk has it done.

The conversations are those that have judged the reader already (tests/conversations). Each of their turns arrives once,
after the ones before it: their readings come back from what is stored, the new text is read, all turns are folded, and
the last one is advised on if it is the customer's. No text was seen before: every cache that holds texts is emptied
before each turn, as if five hundred other conversations had been read since the last one. Times are the thread's.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from tests.conversations import golden

from bench._loop import calibration
from bench.figure import Figure
from unruffled.engine import reader
from unruffled.engine.follow import follow
from unruffled.engine.reader import fusion
from unruffled.engine.reader.keeping import to_keep
from unruffled.engine.stored import restored, stored
from unruffled.engine.vocabulary import STAFF, Context, Reading, Story, Turn

FOLDERS: Final = ("unseen", "later", "final", "last")
USUAL: Final = range(15, 25)
"""Words of a message of about 25 tokens, which `./run bench reader` measures."""
LONG: Final = 100_000
"""Characters (bytes, as they are all ASCII) of the long message."""
TEXTS: Final = 512
"""Caches up to this size hold texts, larger ones words; words come again in every conversation."""


def measure() -> Iterator[Figure]:
    """Every turn of the spent conversations, the parts it is made of, and one very long message."""
    yield calibration()
    told = stories()
    _arrives(Story("chat", told[0].turns[:2]), [reader.read(told[0].turns[0], (), Context())])  # all is loaded
    costs = [cost for story in told for cost in _arrivals(story)]
    yield from _turns(costs)
    yield from _parts(costs)
    yield _long_message(told)
    yield calibration()


def stories() -> list[Story]:
    """Return the spent conversations: what was said in them, without what was expected."""
    return [told.story for name in FOLDERS for told in golden.conversations(golden.HERE.parent / name)]


# One turn ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one turn and of its parts; what is restored and folded grows with the turns before it."""

    by: str
    words: int
    restored: float
    network: float
    rules: float
    fold: float
    advice: float

    @property
    def whole(self) -> float:
        """All of it."""
        return self.restored + self.network + self.rules + self.fold + self.advice


def _arrivals(story: Story) -> Iterator[Cost]:
    """Let the turns of a conversation arrive one after the other."""
    readings: list[Reading] = []
    for n in range(1, len(story.turns) + 1):
        cost, reading = _arrives(replace(story, turns=story.turns[:n]), readings)
        readings.append(reading)
        yield cost


def _arrives(story: Story, before: Sequence[Reading]) -> tuple[Cost, Reading]:
    """The last turn of a story arrives, the readings of the others are kept (desk/guidance/actions.py does the same).

    Folding and advice are one act of the engine: for a turn of the customer's the fold alone is measured once more
    without advice, and only its share is told apart by it; turns of ours need no advice.
    """
    turn, kept = story.turns[-1], [stored(to_keep(reading)) for reading in before]
    forget_texts()
    known, back = _timed(lambda: [restored(t, k) for t, k in zip(story.turns, kept, strict=False)])
    network = _network(turn)
    reading, rules = _timed(lambda: reader.read(turn, known, story.context))
    readings = {one.turn.n: one for one in (*known, reading)}
    _, followed = _timed(lambda: follow(story, known=readings, since=len(story.turns)))
    _, fold = _timed(lambda: follow(story, known=readings, since=len(story.turns) + 1))
    fold = min(fold, followed) if turn.by == "customer" else followed
    return Cost(turn.by, len(turn.text.split()), back, network, rules, fold, followed - fold), reading


def _network(turn: Turn) -> float:
    ours = turn.by in STAFF
    return _timed(lambda: fusion.opinion(turn.text, ours=ours))[1] if ours or turn.by == "customer" else 0.0


_T = TypeVar("_T")


def _timed(act: Callable[[], _T]) -> tuple[_T, float]:
    began = time.thread_time()
    found = act()
    return found, 1000 * (time.thread_time() - began)


def forget_texts() -> None:
    """Empty every cache of the engine that holds texts."""
    for name, module in list(sys.modules.items()):
        if name.startswith("unruffled.engine."):
            for kept in vars(module).values():
                size = kept.cache_parameters()["maxsize"] if hasattr(kept, "cache_parameters") else None
                if size is not None and 1 < size <= TEXTS:
                    kept.cache_clear()


# Figures -------------------------------------------------------------------------------------------------------------


def _turns(costs: Sequence[Cost]) -> Iterator[Figure]:
    theirs, ours = [c for c in costs if c.by == "customer"], [c for c in costs if c.by in STAFF]
    what = "one turn read, folded, advised"
    yield Figure(what, _middle_and_late(costs), "<= 4 ms", f"median / p95 of {len(costs)} turns, each new")
    yield Figure("… of a customer", _middle_and_late(theirs), "<= 4 ms", f"{len(theirs)} turns")
    yield Figure("… of ours", _middle_and_late(ours), "<= 4 ms", f"{len(ours)} turns")
    usual = [c for c in costs if c.words in USUAL]
    yield Figure("… of about 25 tokens", _middle_and_late(usual), "<= 4 ms", f"{len(usual)} turns of 15 to 24 words")
    yield Figure("… without the network", _middle_and_late(costs, network=False), "<= 4 ms", "the rule half alone")
    words = statistics.median(c.words for c in costs)
    yield Figure("… words of a turn", f"{words:.0f}", "", "median; the network's time grows with them")


def _middle_and_late(costs: Iterable[Cost], *, network: bool = True) -> str:
    took = [cost.whole - (0 if network else cost.network) for cost in costs]
    return f"{statistics.median(took):.1f} / {statistics.quantiles(took, n=20)[-1]:.1f} ms"


def _parts(costs: Sequence[Cost]) -> Iterator[Figure]:
    whole = sum(cost.whole for cost in costs)
    for name, how in PARTS.items():
        took = [getattr(cost, name) for cost in costs if name != "advice" or cost.by == "customer"]
        share = f"{100 * sum(took) / whole:.0f} % of all"
        yield Figure(f"… {name}", f"{statistics.median(took):.2f} ms", "", f"{share}; {how}")


PARTS: Final = {
    "restored": "the readings of the turns before, from what is stored",
    "network": "tokens and the trained reader",
    "rules": "phrases, guards, promises, questions, heat",
    "fold": "the situation after every turn so far",
    "advice": "moves, their reasons and words, after a turn of the customer's",
}


def _long_message(told: Sequence[Story]) -> Figure:
    said = " ".join(turn.text for story in told for turn in story.turns if turn.by == "customer")
    text = said.encode("ascii", "replace").decode()
    text = (text * (LONG // len(text) + 1))[:LONG]
    took = [_arrives(_one(f"{number} {text}"[:LONG]), ())[0].whole for number in range(5)]
    middle = statistics.median(took)
    return Figure("a message of 100 kB", f"{middle:.0f} ms", "<= 250 ms", "read, folded, advised; median of 5")


def _one(text: str) -> Story:
    return Story("chat", (Turn(1, "customer", 0.0, text, "chat"),))
