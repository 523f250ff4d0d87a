"""The whole way from data to packaged weights: learn in three stretches, export, calibrate, describe."""

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import torch
import torch.multiprocessing as processes
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training import corpora, early, kept, learn, sources, spelling, together
from training.batches import LONGEST
from training.calibrate import card_of
from training.encoder import Reader, base_reader
from training.example import Example
from training.export import export
from training.heads import HEADS
from training.lines import held, own, strange, support
from training.packaged import Packaged

LEAST_SUPPORT: Final = 25
"""Lines that must show a head before it is shipped."""
CALM_LINES: Final = 500
POLITE_LINES: Final = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where training reads and writes; `strange` holds lines by writers of whom nothing is trained on."""

    data: Path
    lines: Path
    strange: Path
    work: Path
    weights: Path
    processes: int = 2


def public(data: Path) -> dict[str, list[Example]]:
    """All examples of the public corpora, by corpus."""
    profane = corpora.profanity(data)
    return {name: list(corpus(data, profane)) for name, (corpus, _) in corpora.SOURCES.items()}


def train(places: Places) -> None:
    """Learn in all stretches; those that the scratch holds whole, made of the same, are not learnt again."""
    sources.check(places.data)
    sources.base(places.work)
    meeting = tempfile.mktemp(dir=places.work, prefix="meeting-")
    alone = torch.cuda.is_available()
    each = replace(places, processes=1) if alone else places
    processes.spawn(_learn, (each, meeting, "cuda" if alone else "cpu"), nprocs=each.processes)


def _learn(rank: int, places: Places, meeting: str, device: str) -> None:
    if places.processes > 1:
        together.join(rank, places.processes, meeting)
    made_of = kept.made_of(learn.STRETCHES, places.lines)
    whole = list(takewhile(lambda one: kept.is_whole(places.work, one.name, made_of[one.name]), learn.STRETCHES))
    base = places.work / "base"
    spell = spelling.tokenizer(base / "tokenizer.json")
    known = public(places.data)
    ours = [line for line in own(places.lines) if not held(line.text)]
    reader = base_reader(base / "model.safetensors", len(HEADS)).to(device)
    if whole:
        print(f"{', '.join(stretch.name for stretch in whole)}: learnt before", flush=True)
        reader.load_state_dict(torch.load(kept.checkpoint(places.work, whole[-1].name), device))
    for stretch in learn.STRETCHES[len(whole) :]:
        together.alone(partial(kept.begin, places.work, stretch.name))
        reader = _stretch(reader, spell, stretch, known, ours, kept.checkpoint(places.work, stretch.name))
        together.alone(partial(kept.end, places.work, stretch.name, made_of[stretch.name]))


def _stretch(
    reader: Reader,
    spell: Tokenizer,
    stretch: learn.Stretch,
    known: dict[str, list[Example]],
    ours: Sequence[Example],
    save: Path,
) -> Reader:
    def pass_of(dice: Random) -> list[Example]:
        return learn.portion(known, ours, stretch, dice)

    return learn.run(reader, spell, stretch, pass_of, save=save, say=lambda line: print(line, flush=True))


def finish(places: Places, *, name: str) -> None:
    """Export, calibrate and describe what was learnt; writes the weights folder."""
    torch.set_num_threads(1)
    base = places.work / "base"
    reader = base_reader(base / "model.safetensors", len(HEADS))
    learnt = torch.load(kept.checkpoint(places.work, learn.STRETCHES[-1].name), "cpu")
    reader.load_state_dict(learnt)
    spell = spelling.tokenizer(base / "tokenizer.json")
    ours = list(own(places.lines))
    counts = _support(ours, places.data)
    heads = [head for head in HEADS if counts[head] >= LEAST_SUPPORT]
    built = places.work / "built"
    export(reader, heads, built)
    early.write(built)
    unseen = [*(line for line in ours if held(line.text)), *strange(places.strange), *_others(places.data)]
    rows = calibrated(built / "reader.onnx", spell, heads, unseen, counts)
    _write(places.weights, built, spell, name, rows)


def _support(ours: Sequence[Example], data: Path) -> dict[str, int]:
    """Lines of our own that show each head; for the heads of public data, theirs."""
    counts, theirs = support(ours), support(example for some in public(data).values() for example in some)
    return {head: max(counts[head], theirs[head] if head.startswith(PUBLIC) else 0) for head in HEADS}


PUBLIC: Final = ("go:", "politeness", "abuse:words", "e:")


def calibrated(
    onnx: Path, spell: Tokenizer, heads: Sequence[str], unseen: Sequence[Example], counts: dict[str, int]
) -> list[dict[str, Any]]:
    """What reader.json says of each head, from lines that were not trained on and calm messages."""
    said = Packaged(onnx, spell, heads, longest=LONGEST).read([example.text for example in unseen])
    return card_of(heads, said.full, said.early, unseen, counts)


def _others(data: Path) -> Iterator[Example]:
    """Calm customers, so that what is rare is not cried; comments and requests only for the heads of their own."""
    profane = corpora.profanity(data)
    dice = Random(5)
    for example in _some(dice, corpora.multidogo(data, profane, "dev"), CALM_LINES):
        yield replace(example, weight=(example.weight * _only("s:")).astype(np.float16))
    for example in corpora.goemotions(data, profane, "dev"):
        yield replace(example, weight=(example.weight * _only("go:")).astype(np.float16))
    for example in _some(dice, corpora.politeness(data, profane), POLITE_LINES):
        yield replace(example, weight=(example.weight * _only("politeness")).astype(np.float16))


def _only(start: str) -> NDArray[np.float64]:
    return np.array([float(head.startswith(start)) for head in HEADS])


def _some(dice: Random, examples: Iterator[Example], number: int) -> list[Example]:
    every = list(examples)
    return dice.sample(every, min(number, len(every)))


GRAPHS: Final = ("reader.onnx", "early.onnx", "late.onnx")


def _write(weights: Path, built: Path, spell: Tokenizer, name: str, rows: list[dict[str, Any]]) -> None:
    weights.mkdir(parents=True, exist_ok=True)
    for file in GRAPHS:
        (weights / file).write_bytes((built / file).read_bytes())
    spell.save(str(weights / "tokenizer.json"), pretty=False)
    hashes = {file: sources.sha256(weights / file) for file in (*GRAPHS, "tokenizer.json")}
    described = {"name": name, "max_tokens": LONGEST, "sha256": hashes, "heads": rows}
    (weights / "reader.json").write_text(_json(described), encoding="utf-8")


def _json(described: dict[str, Any]) -> str:
    """One head a line, so that a change of weights can be read as a diff."""
    rows = ",\n".join(f"  {json.dumps(row)}" for row in described["heads"])
    rest = {key: value for key, value in described.items() if key != "heads"}
    return json.dumps(rest, indent=1)[:-2] + f',\n "heads": [\n{rows}\n ]\n}}\n'


def usual_processes() -> int:
    """As many as there are cores, at most four."""
    return min(os.cpu_count() or 1, 4)
