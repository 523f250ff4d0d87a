"""The TweetEval bench: models trained for one task alone, measured on its validation split, and not kept."""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import torch
from sklearn.metrics import f1_score
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training import learn, sources, spelling
from training.encoder import Reader, base_reader
from training.judged import read, tidy
from training.recipe import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task: its classes, and how long, how fast and how evenly its model learns."""

    classes: int
    passes: int
    rate: float
    together: int
    """Tweets in a batch."""
    evenly: float
    """0: each tweet weighs the same; 1: each class does."""


TASKS: Final = {
    "emotion": Task(classes=4, passes=4, rate=6e-5, together=16, evenly=0.5),
    "offensive": Task(classes=2, passes=3, rate=8e-5, together=32, evenly=0.3),
}
WARM_UP: Final = 50
LONGEST: Final = 72
SEED: Final = 7

Labelled = tuple[list[int], int]


def measure(places: Places, say: Callable[[str], None] = print) -> None:
    """Say the macro-F1 of both tasks; each model starts from the bare base weights and sees its train split alone."""
    base = sources.base(places.work)
    spell = spelling.tokenizer(base / "tokenizer.json")
    for name, task in TASKS.items():
        folder = places.data / "bench_only" / f"tweeteval_{name}"
        known, unseen = (_rows(folder / f"{split}.jsonl", spell) for split in ("train", "val"))
        torch.manual_seed(SEED)
        learnt = _learn(base_reader(base / "model.safetensors", task.classes), task, known)
        say(f"TweetEval {name}: macro-F1 {_score(learnt, unseen):.3f} on {len(unseen)} tweets of the validation split")


def _rows(path: Path, spell: Tokenizer) -> list[Labelled]:
    return [(spell.encode(tidy(row["text"]).replace("@user", "")).ids[:LONGEST], row["y"]) for row in read(path)]


def _learn(reader: Reader, task: Task, known: Sequence[Labelled]) -> Reader:
    """The average of the weights on the way (Izmailov et al. 2018), which hangs less on where the way ends."""
    dice = Random(SEED)
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
def _score(reader: Reader, unseen: Sequence[Labelled]) -> float:
    said, true = [], []
    reader.eval()
    for ids, truth in _batches(unseen, Random(1), 32):
        said += reader(ids, (ids != 0).long())[0].argmax(1).tolist()
        true += truth.tolist()
    return float(f1_score(true, said, average="macro"))


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
