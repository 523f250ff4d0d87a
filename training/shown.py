"""What programs are told of a text (engine/reader/probable.py): its weights fitted, its probabilities measured.

The engine itself reads here, both ways: the whole network, and the fast way for archives.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from training.evaluate import AIMED, expected_error
from training.example import Example
from training.judged import CONTRASTS, Bench, read, tidy
from training.lines import STRANGE, customer_line, held, is_life, is_staff, own, strange
from unruffled.engine import reader
from unruffled.engine.reader import fusion, model, probable
from unruffled.engine.vocabulary import Context, Reading, Turn

Floats = NDArray[np.float64]
TOLD: Final = 0.5
"""How firmly a line has to say something of a head for the head to be measured on it."""


def reading(text: str, by: str, *, fast: bool = False) -> Reading:
    """Return how the engine reads a text that stands alone."""
    return reader.read(Turn(1, by, 0.0, text, "chat"), (), Context(), fast=fast)  # type: ignore[arg-type]


# Fitting -------------------------------------------------------------------------------------------------------------


def fit(lines: Path, strangers: Path, data: Path) -> Iterator[str]:
    """Yield probable.toml's tables, fitted on what nothing was trained on; to be looked at and copied."""
    yield from _sides(lines, strangers)
    yield from _feelings([*(line for line in own(lines) if held(line.text)), *strange(strangers)], data)


def _sides(lines: Path, strangers: Path) -> Iterator[str]:
    known = [(path, row) for path in sorted(lines.glob("*.jsonl")) if not is_life(path) for row in read(path)]
    known = [(path, row) for path, row in known if held(row["t"])]
    known += [(path, row) for path in sorted(strangers.glob("*.jsonl")) for row in read(path)]
    for side, prefix in (("customer", "s:"), ("staff", "a:")):
        rows, truths = [], []
        for row in (row for path, row in known if is_staff(path, row) == (side == "staff")):
            found = _pairs(row["t"], "agent" if side == "staff" else "customer", prefix)
            rows += found.values()
            truths += [id in row.get("s", ()) for id in found]
        learnt = LogisticRegression(C=1e3, max_iter=1000).fit(np.array(rows), np.array(truths))
        (weight, shown), base = learnt.coef_[0], learnt.intercept_[0]
        yield f"[{side}]\nbase = {base:.2f}\nmodel = {weight:.2f}\nshown = {shown:.2f}\n"


def _pairs(text: str, by: str, prefix: str) -> dict[str, tuple[float, float]]:
    """By id the log-odds of the model and the confidence of what shows, as probable.py weighs them."""
    made = reading(text, by)
    shown = {one.id: one.confidence for one in (*made.signals, *made.agent_signals)}
    said = model.opinion(text).probability
    return {
        head[2:]: (probable.odds(one), max(0.0, 2 * shown.get(head[2:], 0.0) - 1))
        for head, one in said.items()
        if head.startswith(prefix)
    }


LEADING: Final = {
    "anger": frozenset({"anger", "annoyance", "disgust", "disapproval"}),
    "sadness": frozenset({"sadness", "grief", "disappointment", "remorse"}),
    "anxiety": frozenset({"fear", "nervousness"}),
    "joy": frozenset("joy excitement amusement love admiration pride optimism gratitude relief".split()),
}
"""Labels of comments by the feeling that leads where none of another group stands beside."""
WEIGHED: Final = {
    "emotion:anger": frozenset({"anger"}),
    "emotion:sadness": frozenset({"sadness"}),
    "negative": frozenset({"anger", "sadness", "anxiety"}),
}
"""What gains when it is weighed against other feelings (joy and anxiety do not), and which that lead it goes with."""
AGAINST: Final = (
    *(f"e:{name}" for name in "anger sadness anxiety joy gratitude disappointment negative".split()),
    "go:anger",
    "go:annoyance",
)
OWN_SHARE: Final = 0.75
"""What customers' lines weigh against comments, where feelings are weighed against each other."""
FIRMNESS: Final = 0.01


def _feelings(ours: Sequence[Example], data: Path) -> Iterator[str]:
    theirs = list(_led(data))
    for id, led in WEIGHED.items():
        head = f"e:{id.removeprefix('emotion:')}"
        told = [(line.text, line.told(head)) for line in ours if line.source in {"own:customer", STRANGE}]
        own_rows = [(text, wanted > 0.5) for text, (wanted, weight) in told if weight >= TOLD / 2]
        rows = own_rows + [(text, leads in led) for text, leads in theirs]
        weight = [OWN_SHARE / len(own_rows)] * len(own_rows) + [(1 - OWN_SHARE) / len(theirs)] * len(theirs)
        seen = np.array([_against(text) for text, _ in rows])
        learnt = LogisticRegression(C=FIRMNESS, max_iter=5000)
        learnt.fit(seen, [true for _, true in rows], sample_weight=8000 * np.array(weight))
        heads = "\n".join(f'"{head}" = {one:.2f}' for head, one in zip(AGAINST, learnt.coef_[0], strict=True))
        yield f'[feelings."{id}"]\nbase = {learnt.intercept_[0]:.2f}\n[feelings."{id}".heads]\n{heads}\n'


def _led(data: Path) -> Iterator[tuple[str, str]]:
    """Comments of the dev split in which one feeling leads, and which."""
    for row in read(data / "goemotions" / "dev.jsonl"):
        labels = set(row["y"])
        leads = [feeling for feeling, group in LEADING.items() if labels & group]
        if len(leads) == 1 and "neutral" not in labels:
            yield row["text"].replace("[NAME]", "Sam"), leads[0]


def _against(text: str) -> list[float]:
    said = model.opinion(text).probability
    return [probable.odds(said[head]) for head in AGAINST]


# Measuring -----------------------------------------------------------------------------------------------------------


def write(weights: Path, bench: Bench) -> None:
    """Write measured.json: what was measured on the test set, on how many lines, how many show it, and the error."""
    rows = {
        id: {"n": len(true), "shown": int(true.sum()), "error": round(max(map(_error(true), both)), 3)}
        for id, (true, both) in sorted(_said(bench).items())
    }
    lines = ",\n".join(f" {json.dumps(id)}: {json.dumps(row)}" for id, row in rows.items())
    (weights / probable.MEASURED).write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def _error(true: Floats) -> Callable[[Floats], float]:
    return lambda said: expected_error(said, true)


def _said(bench: Bench) -> dict[str, tuple[Floats, tuple[Floats, Floats]]]:
    """By id: what is true of each text, and what is said of it with the whole network and the fast way."""
    truths: dict[str, list[float]] = {}
    said: dict[str, list[tuple[float, float]]] = {}
    for text, by, true in (*_customers(bench), *_staff(bench), *_abuse(bench)):
        both = [probable.of(reading(text, by, fast=fast), fast=fast) for fast in (False, True)]
        for id in both[0].keys() & true.keys():
            truths.setdefault(id, []).append(true[id])
            said.setdefault(id, []).append((both[0][id], both[1][id]))
    return {id: (np.array(true), _columns(said[id])) for id, true in truths.items()}


def _columns(pairs: Sequence[tuple[float, float]]) -> tuple[Floats, Floats]:
    both = np.array(pairs)
    return both[:, 0], both[:, 1]


Told = tuple[str, str, Mapping[str, float]]


def _customers(bench: Bench) -> Iterator[Told]:
    heads = {f"emotion:{name}": f"e:{name}" for name in probable.EMOTIONS}
    heads |= {"negative": "e:negative", "directed": "abuse:directed"}
    for row in bench.customers():
        line = customer_line(row)
        true = {id: wanted for id, head in heads.items() if (wanted := _told(line, head)) is not None}
        if "e" in row:  # This writer named every other feeling that shows.
            true |= {f"emotion:{name}": float(name in row["e"]) for name in ("joy", "sadness")}
        yield row["t"], "customer", true | {id: float(id in row["s"]) for id in _ids("s:")}


def _told(line: Example, head: str) -> float | None:
    wanted, weight = line.told(head)
    return wanted if weight >= TOLD else None


def _staff(bench: Bench) -> Iterator[Told]:
    for row in bench.rows("agent"):
        yield row["t"], "agent", {id: float(id in row["s"]) for id in _ids("a:")}


def _ids(prefix: str) -> list[str]:
    return [head.removeprefix(prefix) for head in model.heads() if head.startswith(prefix)]


def _abuse(bench: Bench) -> Iterator[Told]:
    for row in bench.rows("abusive_words"):
        yield row["t"], "customer", {"abuse": 1.0}
    for name in CONTRASTS:
        for row in bench.rows(name):
            yield row["t"], "customer", {"abuse": float(bool(row.get("abuse")))}
    for row in bench.customers():
        yield row["t"], "customer", {"abuse": float(row.get("c") in AIMED)}


# Among strangers -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Promise:
    """What programs are told of texts that are far from support: the mean probability, the share that is so, and the
    calibration error."""

    what: str
    said: float
    true: float
    error: float
    on: str


def abroad(bench: Bench) -> Iterator[Promise]:
    """Yield how well probabilities hold on public posts, where the shares are another world's (43 % angry tweets)."""
    tweets = bench.tweets("emotion")
    for place, name in ((0, "anger"), (1, "joy"), (3, "sadness")):
        rows = [(tidy(row["text"]), row["y"] == place) for row in tweets]
        yield _promise(f"{name} on tweets", f"emotion:{name}", rows, "TweetEval emotion")
    rows = [(tidy(row["text"]), row["y"] == 1) for row in bench.tweets("offensive")[-OFFENSIVE:]]
    yield _promise("offensive tweets, as abuse", "abuse", rows, "TweetEval offensive, validation")
    rows = [(row["t"], bool(row.get("negative", row.get("y")))) for row in bench.rows("complaints")]
    yield _promise("negative public complaints", "negative", rows, "complaints.jsonl")


OFFENSIVE: Final = 1324
"""Tweets of the validation split, the last ones."""


def _promise(what: str, id: str, rows: Sequence[tuple[str, bool]], on: str) -> Promise:
    said = np.array([probable.of(reading(text, "customer")).get(id, 0.0) for text, _ in rows])
    true = np.array([float(shows) for _, shows in rows])
    return Promise(what, float(said.mean()), float(true.mean()), expected_error(said, true), f"{on}, {len(rows)} posts")


# The two ways beside each other --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beside:
    """One figure by both ways: the area under the curve with the whole network and the fast way, and on what."""

    what: str
    whole: float
    fast: float
    on: str


def ways(bench: Bench) -> Iterator[Beside]:
    """Yield what the fast way costs, for the main heads and for the signals as programs are told them."""
    tweets = bench.tweets("emotion")
    texts = [tidy(row["text"]) for row in tweets]
    for place, name in ((0, "anger"), (1, "joy"), (3, "sadness")):
        yield _beside(f"{name} on tweets", f"e:{name}", texts, [row["y"] == place for row in tweets])
    posts = bench.rows("complaints")
    bad = [bool(row.get("negative", row.get("y"))) for row in posts]
    yield _beside("negative public complaints", "e:negative", [row["t"] for row in posts], bad)
    tweets = bench.tweets("offensive")
    texts = [tidy(row["text"]) for row in tweets]
    yield _beside("offensive tweets", "abuse", texts, [row["y"] == 1 for row in tweets])
    told = [(text, true["abuse"]) for text, _, true in _abuse(bench)]
    yield _beside(
        "abuse against everything harmless", "abuse", [text for text, _ in told], [true > 0 for _, true in told]
    )
    lines = bench.rows("customer")
    for step in (1, 2, 3):
        hot = [row["h"] >= step for row in lines]
        yield _beside(f"heat of at least {step}", f"heat>={step}", [row["t"] for row in lines], hot)
    yield from _signals(bench)


def _beside(what: str, head: str, texts: Iterable[str], true: Sequence[bool]) -> Beside:
    listed = list(texts)
    both = [
        roc_auc_score(true, [model.loaded().read(text, way).probability.get(head, 0.0) for text in listed])
        for way in (model.WHOLE, fusion.way(fast=True))
    ]
    return Beside(what, both[0], both[1], f"{head}, {sum(true)} of {len(listed)} texts")


def _signals(bench: Bench) -> Iterator[Beside]:
    said = _said(bench)
    ids = [id for id in _ids("s:") if id in said and said[id][0].sum() >= probable.FEWEST]
    means = [np.mean([roc_auc_score(said[id][0], said[id][1][way]) for id in ids]) for way in (0, 1)]
    yield Beside("signals of customers: mean", *map(float, means), f"customer.jsonl, {len(ids)} ids, rules and model")
    yield _moves(bench)


def _moves(bench: Bench) -> Beside:
    """Our own turns go one way everywhere: the network alone is compared."""
    told = list(_staff(bench))
    truths = {id: [true[id] for _, _, true in told] for id in _ids("a:")}
    ids = [id for id, true in truths.items() if sum(true) >= probable.FEWEST]
    means = []
    for way in (model.WHOLE, fusion.way(ours=True)):
        said = [model.loaded().read(text, way).probability for text, _, _ in told]
        means.append(np.mean([roc_auc_score(truths[id], [one.get(f"a:{id}", 0.0) for one in said]) for id in ids]))
    return Beside("moves of staff: mean", *map(float, means), f"agent.jsonl, {len(ids)} ids, the network alone")


def share(texts: Iterable[str], *, ours: bool = False) -> float:
    """Return the share of texts that need the second half: of customers' in archives, of ours everywhere."""
    network, way = model.loaded(), fusion.way(ours=ours, fast=True)
    return float(np.mean([network.read(text) == network.read(text, way) for text in texts]))


def of_staff(bench: Bench) -> list[str]:
    """Return the test set of our own turns."""
    return [text for text, _, _ in _staff(bench)]


__all__: list[Any] = ["Beside", "fit", "of_staff", "share", "ways", "write"]
