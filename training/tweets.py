"""The TweetEval bench: models trained for one task alone, measured on its validation split, and not kept."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

import torch
from sklearn.metrics import f1_score
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training import spelling
from training.corpora import read
from training.encoder import Reader, base_reader
from training.evaluate import tidy
from training.recipe import Places

CLASSES: Final = {"emotion": 4, "offensive": 2}
PASSES: Final = {"emotion": 6, "offensive": 3}
RATE: Final = 6e-5
TOGETHER: Final = 24
LONGEST: Final = 72

Labelled = tuple[list[int], int]


def measure(places: Places) -> None:
    """Print the macro-F1 of both tasks, from the trained encoder and from the bare base."""
    spell = spelling.tokenizer(places.work / "base" / "tokenizer.json")
    for task in CLASSES:
        folder = places.data / "bench_only" / f"tweeteval_{task}"
        known, unseen = (_rows(folder / f"{split}.jsonl", spell) for split in ("train", "val"))
        for start in ("last.pt", ""):
            score = _learn_and_score(task, _reader(places, task, start), known, unseen)
            print(f"TweetEval {task}, macro-F1 from {start or 'the base'}: {score:.3f}", flush=True)


def _rows(path: Path, spell: Tokenizer) -> list[Labelled]:
    return [(spell.encode(tidy(row["text"]).replace("@user", "")).ids[:LONGEST], row["y"]) for row in read(path)]


def _reader(places: Places, task: str, start: str) -> Reader:
    reader = base_reader(places.work / "base" / "model.safetensors", CLASSES[task])
    if start:
        stored = torch.load(places.work / start)
        encoder = {name: part for name, part in stored.items() if not name.startswith(("head", "pool", "early_"))}
        reader.load_state_dict(encoder, strict=False)
    return reader


def _learn_and_score(task: str, reader: Reader, known: Sequence[Labelled], unseen: Sequence[Labelled]) -> float:
    torch.manual_seed(7)
    dice = Random(7)
    reader.words.weight.requires_grad = False
    learning = [parameter for parameter in reader.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learning, RATE, weight_decay=0.01, fused=True)
    steps = PASSES[task] * (len(known) // TOGETHER + 1)
    pace = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(step / 50, max(0.0, 1 - step / steps)))
    reader.train()
    for _ in range(PASSES[task]):
        for ids, truth in _batches(known, dice):
            with torch.autocast("cpu", torch.bfloat16):
                logits = reader(ids, (ids != 0).long())[0]
            functional.cross_entropy(logits.float(), truth, label_smoothing=0.05).backward()
            torch.nn.utils.clip_grad_norm_(learning, 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            pace.step()
    return _score(reader.eval(), unseen)


@torch.no_grad()
def _score(reader: Reader, unseen: Sequence[Labelled]) -> float:
    said, true = [], []
    for ids, truth in _batches(unseen, Random(1)):
        said += reader(ids, (ids != 0).long())[0].argmax(1).tolist()
        true += truth.tolist()
    return float(f1_score(true, said, average="macro"))


def _batches(rows: Sequence[Labelled], dice: Random) -> Iterator[tuple[Tensor, Tensor]]:
    order = list(rows)
    dice.shuffle(order)
    order.sort(key=lambda row: len(row[0]) // 8)
    groups = [order[start : start + TOGETHER] for start in range(0, len(order), TOGETHER)]
    dice.shuffle(groups)
    for group in groups:
        longest = max(len(ids) for ids, _ in group)
        padded = [ids + [0] * (longest - len(ids)) for ids, _ in group]
        yield torch.tensor(padded), torch.tensor([label for _, label in group])
