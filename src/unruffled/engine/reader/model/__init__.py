"""What the trained reader makes of a text: one probability per head, and the words that made it so.

A small sentence encoder with many heads (docs/reference/reader-model.md says what it learnt from and how good it is).
It knows nothing of the conversation: the rules around it do. The network and what it needs (a third of a second, 90
MiB) are loaded with the first text that is read, so that a process which reads nothing does not carry them.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from unruffled.engine.reader.model.said import SILENT, Head, Opinion, Scale
from unruffled.engine.reader.model.ways import WHOLE, Way

if TYPE_CHECKING:
    from unruffled.engine.reader.model.network import Network

# Both are looked at once, when the libraries below are first imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # ONNX Runtime (since 1.29) reports to its maker: nothing leaves the house
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # our sums are small, and a process without threads can be forked

__all__ = ["SILENT", "WEIGHTS", "WHOLE", "Head", "Opinion", "Scale", "Way", "heads", "opinion", "version"]

WEIGHTS: Final = files("unruffled.engine.reader") / "weights"


def opinion(text: str, *, way: Way = WHOLE) -> Opinion:
    """Return what the model makes of a text: any text, in bounded time; the way says how far it goes (ways.py)."""
    return _opinion(text, way)  # asked in one way only, so that a text which is known is known however it is asked for


@lru_cache(maxsize=512)
def _opinion(text: str, way: Way) -> Opinion:
    return loaded().read(text, way)


@lru_cache(maxsize=1)
def heads() -> Mapping[str, Head]:
    """Return the heads by id: `s:` a customer's signal, `a:` one of ours, `heat>=2`, `e:` an emotion, `abuse`, …"""
    return {entry["id"]: _head(entry) for entry in _described()["heads"]}


def _head(entry: dict[str, Any]) -> Head:
    early = entry["early"]
    scale = Scale(early["a"], early["b"], early["unsure"][0])
    unsure, show = entry["unsure"]
    return Head(entry["id"], entry["a"], entry["b"], unsure, show, scale)


def version(*, fast: bool = False) -> str:
    """Return the name of the weights and, for customers' messages, the way; it is part of what each stored reading says
    about its reader. Our own turns go the same way in archives and in conversations."""
    return f"{_described()['name']}{'-fast' if fast else ''}"


@lru_cache(maxsize=1)
def _described() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((WEIGHTS / "reader.json").read_text("utf-8"))
    return found


_loading = threading.Lock()


def loaded() -> Network:
    """Return the network: one for each process, loaded the first time."""
    with _loading:
        return _once()


@cache
def _once() -> Network:
    from unruffled.engine.reader.model.network import Network

    described = _described()
    most, hashes = described["max_tokens"], described["sha256"]
    return Network(WEIGHTS, tuple(heads().values()), most=most, sha256=hashes)
