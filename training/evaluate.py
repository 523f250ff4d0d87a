"""Measures packaged weights on data they were not trained on, and puts the figures into tables."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from training.heads import GO, GO_EMOTIONS
from training.judged import CONTRASTS, Bench, overlap, places, read, tidy
from training.packaged import Shipped
from unruffled.engine.reader import probable

Floats = NDArray[np.float64]
FALSE_SHARE: Final = 0.03
"""The share of lines without a signal that may be called wrongly where its recall is told."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number: what, how much, and on what it was measured."""

    what: str
    value: str
    on: str


def figures(reader: Shipped, bench: Bench) -> Iterator[Figure]:
    """Everything that is one number."""
    for measure in MEASURES:
        yield from measure(reader, bench)


def _go(reader: Shipped, bench: Bench) -> Iterator[Figure]:
    truth, sure = {}, {}
    for split in ("dev", "test"):
        rows = read(bench.data / "goemotions" / f"{split}.jsonl")
        truth[split] = np.array([[label in row["y"] for label in GO] for row in rows], float)
        both = reader.sure([row["text"].replace("[NAME]", "Sam") for row in rows])
        sure[split] = both[:, [reader.place[head] for head in GO_EMOTIONS]]
    cuts = [_best_cut(truth["dev"][:, k], sure["dev"][:, k]) for k in range(len(GO))]
    said = sure["test"] >= np.array(cuts)
    score = f1_score(truth["test"], said, average="macro", zero_division=0)
    yield Figure("GoEmotions, 28 labels: macro-F1", f"{score:.3f}", f"test split, {len(said)} comments, cuts from dev")


def _best_cut(truth: Floats, sure: Floats) -> float:
    cuts = np.arange(0.03, 0.8, 0.01)
    return float(cuts[np.argmax([f1_score(truth, sure >= cut, zero_division=0) for cut in cuts])])


def _anger(reader: Shipped, bench: Bench) -> Iterator[Figure]:
    rows = bench.tweets("emotion")
    angry = np.array([row["y"] == 0 for row in rows])
    odds = reader.odds([tidy(row["text"]) for row in rows])
    heads = probable.feelings()["emotion:anger"].heads
    told = sum(weight * reader.of(odds, head) for head, weight in heads.items())
    for what, said in (("anger on tweets: AUC", told), ("… by its head alone", reader.of(odds, "e:anger"))):
        yield Figure(what, f"{roc_auc_score(angry, said):.3f}", f"TweetEval emotion, {len(rows)} tweets, none seen")


def _complaints(reader: Shipped, bench: Bench) -> Iterator[Figure]:
    rows = bench.rows("complaints")
    if rows:
        bad = np.array([bool(row.get("negative", row.get("y"))) for row in rows])
        said = reader.read([row["t"] for row in rows]).full
        score = roc_auc_score(bad, said[:, reader.place["e:negative"]])
        yield Figure("negative public complaints: AUC", f"{score:.3f}", f"complaints.jsonl, {len(rows)} posts")


def _offensive(reader: Shipped, bench: Bench) -> Iterator[Figure]:
    rows = bench.tweets("offensive")
    wanted = np.array([row["y"] == 1 for row in rows])
    said = reader.read([tidy(row["text"]) for row in rows]).full
    score = roc_auc_score(wanted, said[:, reader.place["abuse"]])
    yield Figure("offensive tweets by the abuse head: AUC", f"{score:.3f}", f"TweetEval offensive, {len(rows)}")


def _abuse(reader: Shipped, bench: Bench) -> Iterator[Figure]:
    bad = bench.abusive()
    fine = {name: bench.harmless(name) for name in CONTRASTS}
    calm = [row["t"] for row in bench.rows("customer") if row.get("c") in {"ok", "profanity_situational"}]
    show = reader.show[reader.place["abuse"]]
    found = reader.of(reader.sure(bad), "abuse")
    yield Figure(
        "abuse aimed at us: recall where shown", _share(found >= show), f"{len(bad)} abusive lines of the test set"
    )
    others: list[float] = []
    for name, texts in {**fine, "other customers": calm}.items():
        if texts:
            sure = reader.of(reader.sure(texts), "abuse")
            others += sure.tolist()
            yield Figure(f"{name.replace('_', ' ')} called abusive", _share(sure >= show), f"{len(texts)} lines")
            score = roc_auc_score([1] * len(found) + [0] * len(sure), [*found, *sure])
            yield Figure(f"abuse against {name.replace('_', ' ')}: AUC", f"{score:.3f}", f"{len(found)} + {len(sure)}")
    score = roc_auc_score([1] * len(found) + [0] * len(others), [*found, *others])
    yield Figure("abuse against all of these: AUC", f"{score:.3f}", f"{len(found)} + {len(others)} lines")


AIMED: Final = frozenset({"insult", "abuse", "discriminatory", "sexual", "threat"})


def _words(reader: Shipped, bench: Bench) -> Iterator[Figure]:
    cut = _word_cut(reader, read(bench.data / "toxic_spans" / "train.jsonl")[:300])
    trial = read(bench.data / "toxic_spans" / "trial.jsonl")
    score = _character_f1(reader, [(row["text"], set(row["spans"])) for row in trial], cut)
    yield Figure("abusive words: character F1", f"{score:.3f}", f"toxic_spans trial, {len(trial)} posts, cut {cut:.2f}")
    own = [(row["t"], places(row)) for row in bench.rows("abusive_words")]
    if own:
        score = _character_f1(reader, own, cut)
        yield Figure("abusive words in customers' lines: character F1", f"{score:.3f}", f"{len(own)} lines")


def _word_cut(reader: Shipped, rows: Sequence[dict[str, Any]]) -> float:
    pairs = [(row["text"], set(row["spans"])) for row in rows]
    cuts = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    return max(cuts, key=lambda cut: _character_f1(reader, pairs, cut))


def _character_f1(reader: Shipped, pairs: Sequence[tuple[str, set[int]]], cut: float) -> float:
    return overlap((marked_characters(reader, text, cut), true) for text, true in pairs)


def marked_characters(reader: Shipped, text: str, cut: float) -> set[int]:
    """The places of a text whose words are abusive with at least this probability; gaps of one space close."""
    offsets, logits = reader.words(text)
    said = 1 / (1 + np.exp(-logits[:, reader.place["abuse:words"]]))
    marked: set[int] = set()
    last = -9
    for (start, end), sure in zip(offsets, said, strict=True):
        if sure >= cut:
            marked |= set(range(last if start - last == 1 else start, end))
            last = end
    return marked


def _heat(reader: Shipped, bench: Bench) -> Iterator[Figure]:
    rows = [row for row in bench.rows("customer") if "h" in row]
    sure = reader.sure([row["t"] for row in rows])
    steps = np.stack([reader.of(sure, f"heat>={step}") for step in (1, 2, 3, 4)], 1)
    true = np.array([row["h"] for row in rows])
    said = np.round(steps.sum(1))
    yield Figure("heat 0-4: mean error", f"{np.abs(said - true).mean():.2f}", f"{len(rows)} test lines")
    yield Figure("heat within one step", _share(np.abs(said - true) <= 1), f"{len(rows)} test lines")
    for step in (1, 2, 3):
        score = roc_auc_score(true >= step, steps[:, step - 1])
        yield Figure(
            f"heat of at least {step}: AUC", f"{score:.3f}", f"{(true >= step).sum()} of {len(rows)} test lines"
        )
    for name in ("dialect", "identity"):
        texts = [row["t"] for row in bench.rows(name) if row.get("h", 0) == 0 and not row.get("abuse")]
        hot = reader.of(reader.sure(texts), "heat>=2")
        shown = hot >= reader.show[reader.place["heat>=2"]]
        yield Figure(f"neutral {name} lines called hot (heat 2 or more)", _share(shown), f"{len(texts)} lines")


def _calibration(reader: Shipped, bench: Bench) -> Iterator[Figure]:
    writers = bench.writers()
    sure = [reader.sure([row["t"] for row in rows]) for rows in writers]
    each = ", ".join(str(len(rows)) for rows in writers[1:])
    for head in (None, *TRUTHS):
        what = f"calibration error, {head or 'customer signals together'}"
        pairs = [_promised(reader, *one, head) for one in zip(sure, writers, strict=True)]
        yield Figure(what, f"{expected_error(*pairs[0]):.3f}", f"{len(writers[0])} test lines")
        if len(writers) > 1:
            together = expected_error(*(np.concatenate(column) for column in zip(*pairs, strict=True)))
            others = " ".join(f"{expected_error(*pair):.3f}" for pair in pairs[1:])
            on = f"{sum(map(len, writers))} lines: these and {each} of others; of these alone {others}"
            yield Figure(f"… of {len(writers)} writers together", f"{together:.3f}", on)
    yield from _moves(reader, bench)


TRUTHS: Final[dict[str, Callable[[dict[str, Any]], bool]]] = {
    "heat>=2": lambda row: row["h"] >= 2,
    "abuse": lambda row: row.get("c") in AIMED,
    "s:anger": lambda row: "anger" in row["s"],
    "s:frustration": lambda row: "frustration" in row["s"],
}


def _promised(reader: Shipped, sure: Floats, rows: Sequence[dict[str, Any]], head: str | None) -> tuple[Floats, Floats]:
    """Probabilities and truths of one head, or of all signals, each pair of a line and a signal by itself."""
    if head is not None:
        return reader.of(sure, head), np.array([TRUTHS[head](row) for row in rows], float)
    heads = [head for head in reader.heads if head.startswith("s:")]
    said = np.concatenate([reader.of(sure, head) for head in heads])
    return said, np.concatenate([np.array([head[2:] in row["s"] for row in rows], float) for head in heads])


def _moves(reader: Shipped, bench: Bench) -> Iterator[Figure]:
    staff = bench.rows("agent")
    sure = reader.sure([row["t"] for row in staff])
    names = [head for head in reader.heads if head.startswith("a:")]
    said = np.concatenate([reader.of(sure, head) for head in names])
    true = np.concatenate([np.array([head[2:] in row["s"] for row in staff], float) for head in names])
    yield Figure(
        "calibration error, moves of staff together", f"{expected_error(said, true):.3f}", f"{len(staff)} test lines"
    )


def expected_error(sure: Floats, true: Floats, bins: int = 10) -> float:
    """Expected calibration error: the gap between said and true, over bins of equal width, by their size."""
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [(place == k).mean() * abs(sure[place == k].mean() - true[place == k].mean()) for k in set(place.tolist())]
    return float(sum(gaps))


def _overall(reader: Shipped, bench: Bench) -> Iterator[Figure]:
    for name, prefix in (("customer", "s:"), ("agent", "a:")):
        rows = bench.rows(name)
        heads = [head for head in reader.heads if head.startswith(prefix)]
        sure = reader.sure([row["t"] for row in rows])[:, [reader.place[head] for head in heads]]
        true = np.array([[head.removeprefix(prefix) in row["s"] for head in heads] for row in rows])
        denied = np.array([[head.removeprefix(prefix) in row.get("no", ()) for head in heads] for row in rows])
        shown = sure >= reader.show[[reader.place[head] for head in heads]]
        several = true.sum(0) >= 3
        means = [average_precision_score(true[:, k], sure[:, k]) for k in np.flatnonzero(several)]
        on = f"{name}.jsonl, {len(rows)} lines, {len(heads)} heads"
        yield Figure(f"{name} signals: mean average precision", f"{np.mean(means):.3f}", on)
        right, said = (shown & true).sum(), max(shown.sum(), 1)
        yield Figure(
            f"{name} signals as shown: precision / recall", f"{right / said:.2f} / {right / true.sum():.2f}", on
        )
        yield Figure(f"{name} near misses shown", _share(shown[denied]), f"{denied.sum()} near misses")


def _robust(reader: Shipped, bench: Bench) -> Iterator[Figure]:
    watched = ["heat>=2", "abuse", "e:negative", "e:anger"]
    flips: dict[str, list[bool]] = {}
    signals: list[bool] = []
    columns = [reader.place[head] for head in reader.heads if head.startswith("s:")]
    for row in bench.rows("robust"):
        sure = reader.sure([row["t"], *row["variants"]]) >= reader.show
        kinds = row["kind"] if isinstance(row["kind"], list) else [row["kind"]] * len(row["variants"])
        for number, kind in enumerate(kinds[: len(row["variants"])], 1):
            flips.setdefault(kind, []).extend(
                bool(sure[0, reader.place[head]] != sure[number, reader.place[head]]) for head in watched
            )
            signals.extend(
                (sure[0, columns] != sure[number, columns])[sure[0, columns] | sure[number, columns]].tolist()
            )
    if flips:
        every = [flip for some in flips.values() for flip in some]
        yield Figure(
            "labels that flip under harmless changes", _share(every), f"{', '.join(watched)}; {len(every)} pairs"
        )
        for kind, some in sorted(flips.items()):
            yield Figure(f"… {kind.replace('_', ' ')}", _share(some), f"{len(some)} pairs")
        yield Figure("shown signals that appear or vanish", _share(signals), f"{len(signals)} shown signals")


MEASURES: Final[tuple[Callable[[Shipped, Bench], Iterator[Figure]], ...]] = (
    _go,
    _anger,
    _complaints,
    _offensive,
    _abuse,
    _words,
    _heat,
    _calibration,
    _overall,
    _robust,
)


def signals(reader: Shipped, bench: Bench) -> Iterator[tuple[str, int, str, str, str, str, str]]:
    """For each signal of the test set: lines, average precision, recall at 3 % false, precision and recall as shown,
    and the average precision of the early reader."""
    for name, prefix in (("customer", "s:"), ("agent", "a:"), ("hazard", "s:")):
        rows = bench.rows(name)
        both = reader.read([row["t"] for row in rows])
        full = both.full * reader.a + reader.b
        for head in (head for head in reader.heads if head.startswith(prefix)):
            true = np.array([head.removeprefix(prefix) in row["s"] for row in rows])
            if true.sum() >= (3 if name != "hazard" else 8):
                yield _signal_row(
                    reader, name, head, true, full[:, reader.place[head]], both.early[:, reader.place[head]]
                )
    rows = bench.rows("agent")
    both = reader.read([row["t"] for row in rows])
    for head in (head for head in reader.heads if head.startswith("t:")):
        true = np.array([head[2:] in row.get("e", ()) for row in rows])
        full = both.full * reader.a + reader.b
        if true.sum() >= 3:
            yield _signal_row(
                reader, "agent", head, true, full[:, reader.place[head]], both.early[:, reader.place[head]]
            )


def _signal_row(
    reader: Shipped, name: str, head: str, true: NDArray[np.bool_], full: Floats, early: Floats
) -> tuple[str, int, str, str, str, str, str]:
    shown = 1 / (1 + np.exp(-full)) >= reader.show[reader.place[head]]
    limit = np.quantile(full[~true], 1 - FALSE_SHARE)
    right = (shown & true).sum()
    return (
        f"{head} ({name})",
        int(true.sum()),
        f"{average_precision_score(true, full):.2f}",
        f"{(full[true] > limit).mean():.2f}",
        f"{right / max(shown.sum(), 1):.2f}",
        f"{right / true.sum():.2f}",
        f"{average_precision_score(true, early):.2f}",
    )


def _share(flags: Sequence[bool] | NDArray[np.bool_]) -> str:
    return f"{100 * float(np.mean(flags)):.1f} %" if len(flags) else "–"
