"""The page of what programs are told: the fields by their own tables, the examples by running them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from unruffled.archive.records import story
from unruffled.archive.stories import FORMATS
from unruffled.engine.follow import as_document, fields, follow
from unruffled.shells.cli import jsonl

Table = Callable[[tuple[str, ...], Iterable[tuple[object, ...]]], list[str]]

NUMBERS: Final = """\
## Which numbers are probabilities

- In an answer of `--jsonl` every number from 0 to 1 is a **probability**: of a hundred messages told .8, eighty are so.
  How far that holds for writers nobody learnt from stands in [the model card](reader-model.md). What was not measured
  is null; `unruffled read --about` lists what was, on how many messages, and with which error.
- `confidence` in an `unruffled-reading/1` document is **none**: it says how far something is beyond the place from
  which it shows. .5 is that place, and nothing below it is in the document; 1 is sure. To count or to weigh, take the
  probabilities.
- Heat is a scale of 0 to 4; difficulty and score are points. Nothing forecasts what a conversation will come to.
- Only English is read. What is in another language has its code in `language`, and neither heat nor probabilities: not
  known, which is not calm. Words of danger are told all the same."""

LINES: Final = """\
One JSON object a line of standard input, one answer a line, in order, as they come; what a line is answered hangs on
this line alone. Where many lines wait, all cores share them, so pipe a whole archive into one call. It takes the fast
way, half of the network for calm messages; `--reader whole` asks for all of it. A line that cannot be read is answered
by `{"error", "line", "detail"}`, and the next one is read; the exit status is then 2 (1 if the mistake was ours)."""

MESSAGE: Final = "Third time I ask. You useless idiot, where is my sofa?"

STORY: Final = {
    "channel": "chat",
    "turns": [
        {"by": "customer", "text": "Third time I ask, and nobody rang back. Where is my sofa?"},
        {"by": "agent", "at": 4, "text": "That is our mistake. I will ring you by 16:30 today."},
    ],
}


def page(table: Table) -> Iterator[str]:
    """Yield the lines of the page; `table` draws one from its head and its rows."""
    question = json.dumps({"text": MESSAGE, "by": "customer"})
    yield from (NUMBERS, "", "## `unruffled read --jsonl`", "", LINES, "")
    yield from (*_fields("A line in", jsonl.QUESTION, table), *_fields("A line out", jsonl.ANSWER, table))
    yield from (
        "### An example",
        "",
        "```",
        f"$ echo '{question}' | unruffled read --jsonl",
        _answered(question),
        "```",
    )
    yield "Here broken into lines and rounded; of the probabilities those from .1 on. The others are there, too."
    yield from ("", "## `unruffled-reading/1`", "", _where(), "")
    for title, rows in _parts():
        yield from _fields(title, rows, table)
    yield from ("### An example", "", "This conversation, as `unruffled read --json` takes it in a `.json` file:", "")
    yield from (
        "```json",
        _as_lines(STORY),
        "```",
        "",
        "reads so (of the moves the first, of its words the first):",
        "",
    )
    yield from ("```json", _followed(), "```")


def _where() -> str:
    kinds = " ".join(f"`{kind}`" for kind in FORMATS)
    return (
        f"`unruffled read --json FILE…` prints one document a conversation and line, from {kinds};"
        " `GET /conversations/{id}` of [the API](api.md) has one as `reading`."
    )


def _parts() -> Iterator[tuple[str, Mapping[str, str]]]:
    yield "The document", fields.DOCUMENT
    yield "Every turn", fields.TURN
    yield "A turn of the customer's", fields.CUSTOMER
    yield "… each of its signals", fields.SIGNAL
    yield "… each of its moves", fields.MOVE
    yield "A turn of ours", fields.STAFF
    yield "The case", fields.CASE
    yield "… each of its promises", fields.PROMISE


def _fields(title: str, rows: Mapping[str, str], table: Table) -> Iterator[str]:
    yield from (f"### {title}", "", *table(("field", "what"), ((f"`{name}`", said) for name, said in rows.items())), "")


def _answered(question: str) -> str:
    """The answer as it comes out, without what is improbable."""
    out = io.StringIO()
    jsonl.stream(io.BytesIO(question.encode()), out)
    answer = json.loads(out.getvalue())
    for name in ("emotions", "signals", "agent_signals"):
        answer[name] = {id: sure for id, sure in answer[name].items() if sure is not None and sure >= 0.1}
    return _as_lines(_rounded(answer))


def _followed() -> str:
    told = story(STORY, source="sofa.json", name="sofa")
    document = as_document(told, follow(told))
    for turn in document["turns"]:
        for move in turn.get("moves", ()):
            move["say"] = move["say"][:1]
        turn.update({"moves": turn["moves"][:1]} if "moves" in turn else {})
    return _as_lines(_rounded(document))


def _rounded(one: Any) -> Any:
    """The same with numbers to one place: the last places differ from processor to processor."""
    if isinstance(one, float):
        return round(one, 1)
    if isinstance(one, dict):
        return {key: _rounded(value) for key, value in one.items()}
    return [_rounded(value) for value in one] if isinstance(one, list) else one


def _as_lines(one: Any, indent: str = "") -> str:
    """JSON with a line for each thing that fits into one."""
    short = json.dumps(one, ensure_ascii=False)
    if len(indent) + len(short) <= 110 or not isinstance(one, dict | list):
        return short
    inner = indent + " "
    if isinstance(one, list):
        return "[\n" + ",\n".join(inner + _as_lines(value, inner) for value in one) + f"\n{indent}]"
    rows = (f"{inner}{json.dumps(key)}: {_as_lines(value, inner)}" for key, value in one.items())
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
