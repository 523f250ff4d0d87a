"""The model card: what the reader is for, what it is made from, and every figure, as a page of the docs."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.metrics import roc_auc_score

from training import evaluate, shown, sources
from training.judged import Bench, read
from training.packaged import Shipped

TEXT: Final = Path(__file__).with_name("card.md")
PEERS: Final = Path(__file__).with_name("peers.md")
"""The table of `./run bench reader --page training/peers.md`: peers need not be installed where a reader is made."""


def write(page: Path, *, weights: Path, data: Path, tests: Path, full: Path) -> None:
    """Measure the packaged weights and write the page; `full` is the 32-bit model, for comparison if it is there."""
    sources.check(data)
    reader, bench = Shipped(weights), Bench(data, tests)
    figures = list(evaluate.figures(reader, bench))
    if full.exists():
        figures += _against_full(reader, full, bench)
    for figure in figures:
        print(f"{figure.what}: {figure.value} ({figure.on})", flush=True)
    parts = {
        "name": reader.card["name"],
        "hashes": _table(("file", "SHA-256"), reader.card["sha256"].items()),
        "sources": _table(("file", "SHA-256"), _pinned()),
        "lines": _counts(tests.parent),
        "figures": _table(("figure", "value", "measured on"), ((f.what, f.value, f.on) for f in figures)),
        "ways": _table(WAY_COLUMNS, _ways(bench)),
        "abroad": _table(ABROAD_COLUMNS, _abroad(bench)),
        "peers": PEERS.read_text(encoding="utf-8").strip(),
        "signals": _table(SIGNAL_COLUMNS, evaluate.signals(reader, bench)),
        "heads": _table(("head", "lines", "a", "b", "unsure from", "shown from"), _heads(reader)),
    }
    shown.write(weights, bench)
    text = TEXT.read_text(encoding="utf-8")
    for key, part in parts.items():
        text = text.replace("{{" + key + "}}", part)
    page.write_text(text, encoding="utf-8")


SIGNAL_COLUMNS: Final = (
    "signal (test file)",
    "lines",
    "average precision",
    "recall at 3 % false",
    "precision as shown",
    "recall as shown",
    "early reader: average precision",
)


WAY_COLUMNS: Final = ("area under the curve", "whole network", "fast way", "difference", "measured on")


def _ways(bench: Bench) -> Iterator[tuple[str, ...]]:
    """What the fast way costs; the engine reads here, with the weights that are packaged in it."""
    for one in shown.ways(bench):
        yield one.what, f"{one.whole:.3f}", f"{one.fast:.3f}", f"{one.fast - one.whole:+.3f}", one.on
    calm = [row["text"] for row in read(bench.data / "multidogo" / "dev.jsonl")[:CALM_MESSAGES]]
    asked = f"{100 * shown.share(calm):.0f} %"
    yield "messages that need the second half", "100 %", asked, "", f"MultiDoGO dev, {len(calm)} messages of customers"
    ours = shown.of_staff(bench)
    asked = f"{100 * shown.share(ours, ours=True):.0f} %"
    yield "turns of staff that need the second half", "100 %", asked, "", f"agent.jsonl, {len(ours)} turns"


CALM_MESSAGES: Final = 2000


ABROAD_COLUMNS: Final = ("probability told", "its mean", "true of", "calibration error", "measured on")


def _abroad(bench: Bench) -> Iterator[tuple[str, ...]]:
    for one in shown.abroad(bench):
        yield one.what, f"{one.said:.2f}", f"{one.true:.2f}", f"{one.error:.3f}", one.on


def _heads(reader: Shipped) -> Iterator[tuple[object, ...]]:
    for head in reader.card["heads"]:
        yield head["id"], head["support"], head["a"], head["b"], head["unsure"][0], head["show"]


def _against_full(reader: Shipped, full: Path, bench: Bench) -> Iterator[evaluate.Figure]:
    """What eight bits cost: mean AUC over the signals of the test set, 32 bits beside them."""
    precise = Shipped.__new__(Shipped)
    precise.__dict__.update(reader.__dict__)
    precise.session = type(reader)._session(full)
    scores = [_mean_auc(one, bench) for one in (precise, reader)]
    yield evaluate.Figure(
        "customer signals, mean AUC: 32 bits / 8 bits / 8 bits early",
        f"{scores[0][0]:.3f} / {scores[1][0]:.3f} / {scores[1][1]:.3f}",
        "customer.jsonl, signals with 3 lines or more",
    )


def _mean_auc(reader: Shipped, bench: Bench) -> tuple[float, float]:
    rows = bench.rows("customer")
    said = reader.read([row["t"] for row in rows])
    full, early = [], []
    for head in (head for head in reader.heads if head.startswith("s:")):
        true = np.array([head[2:] in row["s"] for row in rows])
        if true.sum() >= 3:
            full.append(roc_auc_score(true, said.full[:, reader.place[head]]))
            early.append(roc_auc_score(true, said.early[:, reader.place[head]]))
    return float(np.mean(full)), float(np.mean(early))


def _pinned() -> list[tuple[str, str]]:
    pins = sources.pins()
    return [*pins["base"]["files"].items(), *pins["data"].items()]


def _counts(folder: Path) -> str:
    rows = []
    for name in ("lines", "strange", "test"):
        files = sorted((folder / name).glob("*.jsonl"))
        rows.append((f"training/{name}", len(files), sum(len(read(path)) for path in files)))
    return _table(("folder", "files", "lines"), rows)


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}\n"
    return head + "\n".join(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows)
