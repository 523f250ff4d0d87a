"""The TweetEval bench: readers trained for one task alone, measured on its validation split, and not kept.

Each is a few networks of different seeds and starts, and a regression over n-grams, which sees hashtags as spelt.
"""

import copy
import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Final, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_union
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training import kept, learn, sources, spelling
from training.encoder import Reader, base_reader
from training.judged import read, tidy
from training.recipe import Places

Start = Literal["bare", "trained"]
"""What a network starts from: the base weights, or what the reader has learnt (of whose data none is this task's)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task: its classes, how long, how fast and how evenly its networks learn, and what each starts from."""

    classes: int
    passes: int
    rate: float
    together: int
    """Tweets in a batch."""
    evenly: float
    """0: each tweet weighs the same; 1: each class does."""
    ngrams: float
    """The share of the n-grams in the probabilities."""
    starts: tuple[Start, ...]


TASKS: Final = {
    "emotion": Task(classes=4, passes=4, rate=6e-5, together=16, evenly=0.5, ngrams=0.33, starts=("bare",) * 3),
    "offensive": Task(
        classes=2, passes=3, rate=8e-5, together=32, evenly=0.3, ngrams=0.0, starts=("bare", "trained") * 3
    ),
}
WARM_UP: Final = 50
LONGEST: Final = 72
FIRST_SEED: Final = 7
BARE: Final = "base/model.safetensors"

Labelled = tuple[list[int], int]
Floats = NDArray[np.float64]


def measure(places: Places, say: Callable[[str], None] = print) -> None:
    """Say the macro-F1 of both tasks; each network sees the train split of its task alone.

    What a network said is kept in the scratch, so that a run which was stopped goes on where it was.
    """
    sources.base(places.work)
    one_thread = {"initializer": torch.set_num_threads, "initargs": (1,)}
    with ProcessPoolExecutor(places.processes, get_context("spawn"), **one_thread) as pool:
        for name, task in TASKS.items():
            known, unseen = (_rows(places, name, split) for split in ("train", "val"))
            ways = [Way(places, name, FIRST_SEED + number, start) for number, start in enumerate(task.starts)]
            alone = []
            for said in pool.map(_network, ways):
                alone.append(said)
                say(f"  {name}, one network alone: {_score(said, unseen):.3f}")
            both = (1 - task.ngrams) * np.mean(alone, axis=0) + task.ngrams * _ngrams(known, unseen)
            say(f"TweetEval {name}: macro-F1 {_score(both, unseen):.3f} on {len(unseen)} tweets of validation")


@dataclass(frozen=True, slots=True)
class Way:
    """How one network comes about."""

    places: Places
    name: str
    seed: int
    start: Start

    @property
    def weights(self) -> Path:
        """The file that it starts from."""
        work = self.places.work
        return kept.checkpoint(work, learn.STRETCHES[-1].name) if self.start == "trained" else work / BARE


def _rows(places: Places, name: str, split: str) -> list[tuple[str, int]]:
    path = places.data / "bench_only" / f"tweeteval_{name}" / f"{split}.jsonl"
    return [(tidy(row["text"]).replace("@user", ""), row["y"]) for row in read(path)]


def _score(said: Floats, rows: Sequence[tuple[str, int]]) -> float:
    return float(f1_score([label for _, label in rows], said.argmax(1), average="macro"))


def _ngrams(known: Sequence[tuple[str, int]], unseen: Sequence[tuple[str, int]]) -> Floats:
    """Probabilities by the words, pairs of words and pieces of words of a tweet."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    seen = make_union(words, pieces)
    learnt = LogisticRegression(C=3, max_iter=2000, class_weight="balanced")
    learnt.fit(seen.fit_transform([text for text, _ in known]), [label for _, label in known])
    return np.asarray(learnt.predict_proba(seen.transform([text for text, _ in unseen])))


def _network(way: Way) -> Floats:
    """What one network says of the validation split, [tweets, classes]; from the scratch if it was there already."""
    made_of = f"{TASKS[way.name]} {way.seed} {sources.sha256(way.weights)}"
    said = way.places.work / f"tweets-{way.name}-{hashlib.sha256(made_of.encode()).hexdigest()[:12]}.npy"
    if not said.exists():
        np.save(said, _learnt(way))
    return np.asarray(np.load(said))


def _learnt(way: Way) -> Floats:
    base, task = way.places.work / "base", TASKS[way.name]
    spell = spelling.tokenizer(base / "tokenizer.json")
    torch.manual_seed(way.seed)
    reader = base_reader(base / "model.safetensors", task.classes)
    if way.start == "trained":
        learnt, fresh = torch.load(way.weights, "cpu"), reader.state_dict()
        reader.load_state_dict({key: learnt[key] if _fits(learnt, key, own) else own for key, own in fresh.items()})
    known, unseen = (_spelt(_rows(way.places, way.name, split), spell) for split in ("train", "val"))
    return _said(_learn(reader, task, known, way.seed), unseen)


def _fits(learnt: dict[str, Tensor], key: str, own: Tensor) -> bool:
    """Whether this part is the encoder's: the heads of another task have another shape."""
    return key in learnt and learnt[key].shape == own.shape


def _spelt(rows: Sequence[tuple[str, int]], spell: Tokenizer) -> list[Labelled]:
    return [(spell.encode(text).ids[:LONGEST], label) for text, label in rows]


def _learn(reader: Reader, task: Task, known: Sequence[Labelled], seed: int) -> Reader:
    """The average of the weights on the way (Izmailov et al. 2018), which hangs less on where the way ends."""
    dice = Random(seed)
    reader.words.weight.requires_grad = False
    optimizer = torch.optim.AdamW(learn.groups(reader, task.rate), weight_decay=0.01, fused=True)
    average, weight = copy.deepcopy(reader), _weight(task, known)
    steps, step = task.passes * (len(known) // task.together + 1), 0
    reader.train()
    for _ in range(task.passes):
        for ids, truth in _batches(known, dice, task.together):
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * min(step / WARM_UP, max(0.0, 1 - step / steps))
            _step(reader, optimizer, ids, truth, weight)
            step += 1
            if step % learn.AVERAGED_EVERY == 0:
                learn.average_in(average, reader, step)
    return average


def _weight(task: Task, known: Sequence[Labelled]) -> Tensor:
    counts = torch.bincount(torch.tensor([label for _, label in known])).float()
    return (counts.sum() / counts / task.classes) ** task.evenly  # type: ignore[no-any-return]


def _step(reader: Reader, optimizer: torch.optim.Optimizer, ids: Tensor, truth: Tensor, weight: Tensor) -> None:
    with torch.autocast("cpu", torch.bfloat16):
        logits = reader(ids, (ids != 0).long())[0]
    functional.cross_entropy(logits.float(), truth, weight=weight, label_smoothing=0.05).backward()
    torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


@torch.no_grad()
def _said(reader: Reader, unseen: Sequence[Labelled]) -> Floats:
    """Probabilities [tweets, classes], one tweet at a time."""
    reader.eval()
    rows = [torch.tensor([ids]) for ids, _ in unseen]
    return np.array([reader(ids, torch.ones_like(ids))[0].float().softmax(1)[0].numpy() for ids in rows])


def _batches(rows: Sequence[Labelled], dice: Random, together: int) -> Iterator[tuple[Tensor, Tensor]]:
    """The tweets in random order, those of like length together."""
    order = list(rows)
    dice.shuffle(order)
    order.sort(key=lambda row: len(row[0]) // 8)
    groups = [order[start : start + together] for start in range(0, len(order), together)]
    dice.shuffle(groups)
    for group in groups:
        longest = max(len(ids) for ids, _ in group)
        padded = [ids + [0] * (longest - len(ids)) for ids, _ in group]
        yield torch.tensor(padded), torch.tensor([label for _, label in group])
