"""The reader beside what a team could install today: how fast on one core, and how right about people it never met.

VADER, TextBlob and alt-profanity-check are measured in the same run where they are installed (`pip install
'unruffled[bench]'`); where one is not, the line says so. Public data comes from the folder that DATA_FOLDER names
(the unpacked train_sets; only its bench_only part and a trial split that no weight has seen); without it the posts
and lines of training/test are what quality is measured on. Times are processor time, so that a busy machine shows
only in the rates that say so.
"""

import importlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from training.judged import CONTRASTS, Bench, overlap, places, read, tidy

from bench._curve import area
from bench._data import DATA
from bench.figure import Figure
from unruffled.engine import reader
from unruffled.engine.reader import model, probable
from unruffled.engine.vocabulary import Context, Turn

TESTS: Final = Bench(DATA or Path(), Path(__file__).parent.parent / "training" / "test")
MESSAGE: Final = "I have been on hold for {} minutes now and nobody here could tell me where my new washing machine is."
"""Twenty-five tokens, a different number each time: nothing that was read before is read again."""
READ: Final = 300
ARCHIVE: Final = 6000
CORES: Final = 2

Score = Callable[[str], float]


def measure() -> Iterator[Figure]:
    """Speed always; quality on our own test set, and on public data where its folder is given."""
    yield from _one_message()
    yield from _archive()
    yield from _cold()
    yield from _quality()


# The readers ---------------------------------------------------------------------------------------------------------


def _ours(id: str, *, fast: bool = False) -> Score:
    def score(text: str) -> float:
        made = reader.read(Turn(1, "customer", 0.0, text, "chat"), (), Context(), fast=fast)
        return probable.of(made, fast=fast).get(id, 0.0)

    return score


@cache
def _peer(name: str) -> Score | None:
    """How bad a peer finds a text; None where it is not installed."""
    try:
        return PEERS[name]()
    except ImportError:
        return None


def _vader() -> Score:
    analyser = importlib.import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    return lambda text: -float(analyser.polarity_scores(text)["compound"])


def _textblob() -> Score:
    blob = importlib.import_module("textblob").TextBlob
    return lambda text: -float(blob(text).sentiment.polarity)


def _profanity() -> Score:
    check = importlib.import_module("profanity_check").predict_prob
    return lambda text: float(check([text])[0])


PEERS: Final[dict[str, Callable[[], Score]]] = {
    "VADER": _vader,
    "TextBlob": _textblob,
    "alt-profanity-check": _profanity,
}


def _beside(peers: Iterable[str], tell: Callable[[Score], str]) -> str:
    """What each peer makes of the same, for the last column."""
    scores = {name: _peer(name) for name in peers}
    return " · ".join(f"{name} {tell(score) if score else 'is not installed'}" for name, score in scores.items())


# Speed ---------------------------------------------------------------------------------------------------------------


def _one_message() -> Iterator[Figure]:
    everybody = _beside(PEERS, _middle_and_late)
    yield Figure("one message: median / p95", _middle_and_late(_ours("anger")), "<= 4 / 6 ms", everybody)
    yield Figure("… on the fast way", _middle_and_late(_ours("anger", fast=True)), "", "25 tokens; not a calm message")


def _middle_and_late(score: Score) -> str:
    took = []
    for number in range(READ + 20):
        text = MESSAGE.format(100 + number)
        began = time.thread_time()
        score(text)
        took.append(1000 * (time.thread_time() - began))
    return f"{statistics.median(took[20:]):.1f} / {statistics.quantiles(took[20:], n=20)[-1]:.1f} ms"


def _archive() -> Iterator[Figure]:
    texts, what = _old_messages()
    lines = "".join(json.dumps({"text": text, "by": "customer"}) + "\n" for text in texts)
    everybody = _beside(PEERS, lambda score: f"{_rate(score, texts[:1000]):,.0f}/s on one")
    for way, aim in (("fast", ">= 700/s"), ("whole", "")):
        wall, spent = _stream(lines, way)
        own = f"{len(texts):,} {what}, {len(texts) / spent:,.0f} a processor-second, start included"
        how = f"{own}; {everybody}" if way == "fast" else own
        yield Figure(f"archive, {CORES} cores, {way}", f"{len(texts) / wall:,.0f}/s", aim, how)


def _old_messages() -> tuple[list[str], str]:
    """An archive's messages: what customers of real chats wrote, or our own lines, each time a little other."""
    if DATA:
        rows = read(DATA / "multidogo" / "dev.jsonl") + read(DATA / "multidogo" / "train.jsonl")
        return list(dict.fromkeys(row["text"] for row in rows))[:ARCHIVE], "different messages of real support chats"
    lines = [row["t"] for row in TESTS.rows("customer")]
    return [f"{lines[n % len(lines)]} {n}" for n in range(ARCHIVE)], "hot lines of our test set"


def _stream(lines: str, way: str) -> tuple[float, float]:
    """Seconds and processor-seconds that `unruffled read --jsonl` takes for these lines."""
    command = [sys.executable, "-c", _READ, "--jsonl", "--workers", str(CORES), "--reader", way]
    with tempfile.TemporaryFile("w+") as source:
        source.write(lines)
        source.seek(0)
        return _timed(command, source)


_READ: Final = "import sys; from unruffled.shells.cli.read import main; sys.exit(main(sys.argv[1:]))"


def _timed(command: Sequence[str], source: Any = None) -> tuple[float, float]:
    before, began = _children(), time.monotonic()
    subprocess.run(command, stdin=source, stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - began, _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _rate(score: Score, texts: Sequence[str]) -> float:
    began = time.process_time()
    for text in texts:
        score(text)
    return len(texts) / (time.process_time() - began)


def _cold() -> Iterator[Figure]:
    code = (
        "from unruffled.engine import reader; from unruffled.engine.vocabulary import Context, Turn;"
        "reader.read(Turn(1, 'customer', 0.0, 'Where is it?', 'chat'), (), Context());"
        "import time; print(time.process_time())"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, check=True) for _ in range(9)]
    spent = statistics.median(float(run.stdout) for run in runs)
    how = "processor time of a new process until a first message is read; median of 9"
    yield Figure("cold start", f"{spent:.2f} s", "<= 1 s", how)


# Quality -------------------------------------------------------------------------------------------------------------


def _quality() -> Iterator[Figure]:
    mood, rude = ("VADER", "TextBlob"), ("alt-profanity-check",)
    posts = TESTS.rows("complaints")
    yield _curve(
        "negative public complaints", "negative", ">= .90", mood, [(row["t"], bool(row["negative"])) for row in posts]
    )
    harmless = {name: TESTS.harmless(name) for name in CONTRASTS}
    calm = [row["t"] for row in TESTS.rows("customer") if row["c"] in {"ok", "profanity_situational"}]
    texts = [(text, True) for text in TESTS.abusive()] + [
        (text, False) for some in (*harmless.values(), calm) for text in some
    ]
    yield _curve("abuse against what is harmless", "abuse", ">= .94", rude, texts)
    for name in ("friendly_profanity", "identity"):
        yield _cried(f"{name.replace('_', ' ')} called abusive", rude, harmless[name])
    marked = [(row["t"], places(row)) for row in TESTS.rows("abusive_words")]
    yield Figure(
        "abusive words: character F1", f"{_overlap(marked):.3f}", ">= .64", f"{len(marked)} lines; peers mark none"
    )
    if DATA:
        yield from _public(DATA)
    else:
        yield Figure("public data", "not measured", "", "DATA_FOLDER names no unpacked train_sets")


def _public(data: Path) -> Iterator[Figure]:
    emotion = [(tidy(row["text"]), row["y"] == 0) for row in TESTS.tweets("emotion")]
    yield _curve("anger on tweets", "emotion:anger", ">= .88", ("VADER", "TextBlob"), emotion)
    offensive = [(tidy(row["text"]), row["y"] == 1) for row in TESTS.tweets("offensive")[::3]]
    yield _curve("offensive tweets", "abuse", "", ("alt-profanity-check", "VADER"), offensive)
    trial = [(row["text"], set(row["spans"])) for row in read(data / "toxic_spans" / "trial.jsonl")]
    yield Figure(
        "… on comments nobody trained on", f"{_overlap(trial):.3f}", ">= .64", f"toxic_spans trial, {len(trial)}"
    )


def _curve(what: str, id: str, aim: str, peers: Sequence[str], texts: Sequence[tuple[str, bool]]) -> Figure:
    def of(score: Score) -> str:
        return f"{area([(score(text), true) for text, true in texts]):.3f}"

    fast = of(_ours(id, fast=True))
    return Figure(f"{what}: AUC", of(_ours(id)), aim, f"{len(texts)} texts; fast {fast} · {_beside(peers, of)}")


def _cried(what: str, peers: Sequence[str], texts: Sequence[str]) -> Figure:
    def share(score: Score) -> str:
        return f"{100 * statistics.fmean(score(text) >= 0.5 for text in texts):.0f} %"

    return Figure(
        what, share(_ours("abuse")), "<= 10 %", f"{len(texts)} lines, from one half on; {_beside(peers, share)}"
    )


def _overlap(texts: Sequence[tuple[str, set[int]]]) -> float:
    return overlap((_marked(text), true) for text, true in texts)


def _marked(text: str) -> set[int]:
    return {place for span in model.opinion(text).spans.get("abuse:words", ()) for place in range(*span)}
