"""Writes docs/reference from what the rooms hold, so that it cannot drift: `./run docs`, `--check` in `./run check`.

One page = one function that returns Markdown; it reads the same data that the house itself uses.
"""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unruffled.site.home import CHECKOUT

if TYPE_CHECKING:
    from unruffled.engine.rules import Rule

FOLDER = CHECKOUT / "docs" / "reference"
NOTE = "<!-- Written by ./run docs from the code and its data. Change those, not this page. -->"


def main(argv: list[str]) -> int:
    """Write the pages; with `--check` write nothing, and name the pages that are not what they should be."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unruffled.site.settings")
    import django

    django.setup()
    wanted = {FOLDER / f"{name}.md": text() for name, text in pages().items()}
    if "--check" in argv:
        return _check(wanted)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for page, text in wanted.items():
        page.write_text(text, encoding="utf-8")
    return 0


def pages() -> dict[str, Callable[[], str]]:
    """Return every page of the reference: its name, and the function that writes it."""
    return {
        "moves": moves,
        "signals": signals,
        "facts": facts,
        "habits": habits,
        "policies": policies,
        "jobs": jobs,
        "api": api,
        "commands": commands,
        "formats": formats,
        "settings": settings,
    }


def _check(wanted: dict[Path, str]) -> int:
    stale = [page.name for page, text in wanted.items() if not page.exists() or page.read_text("utf-8") != text]
    if stale:
        print(f"docs/reference is not up to date: {', '.join(stale)}. Run ./run docs.", file=sys.stderr)
    return 1 if stale else 0


# The pages -----------------------------------------------------------------------------------------------------------


def moves() -> str:
    """Every card of the playbook: when it fits, what it is worth, and what to say."""
    from unruffled.engine.playbook import deck

    lines = [_heading("Moves", "What an agent can do next, one card each, as the playbook ships.")]
    for card in deck.default():
        lines += ["", f"## {card.title}", "", card.purpose, ""]
        lines += _facts_of(
            ("id", f"`{card.id}`"),
            ("tier and base", f"{card.tier}, {card.base} points"),
            ("stages", _codes(sorted(card.stage))),
            ("when", _rule(card.when)),
            ("worth more with", ", ".join(f"`{id}` {points:+}" for id, points in sorted(card.boost.items()))),
            ("needs one of", _codes(sorted(card.require_any))),
            ("never with", _codes(sorted(card.block))),
            ("at most", f"{card.max_uses} times"),
            ("source", ", ".join(card.source)),
        )
        lines += ["", *(f"> {phrase}" + "\n>" * (phrase != card.say[-1]) for phrase in card.say)]
    return _page(lines)


def signals() -> str:
    """Everything that the reader can show in a turn, and the anti-patterns that the coach knows."""
    from unruffled.engine import vocabulary as v

    lines = [_heading("Signals", "What shows in a turn, each with the words that show it.")]
    for title, table in (
        ("Customer signals", v.SIGNALS),
        ("Conduct", v.CONDUCTS),
        ("Stages", v.MAIN_STAGES),
        ("Side states", v.SIDE_STATES),
        ("Anti-patterns", v.ANTIPATTERNS),
    ):
        lines += ["", f"## {title}", "", *_table(("id", "meaning"), ((f"`{id}`", said) for id, said in table.items()))]
    for title, ids in (
        ("What we do well", v.GOOD_AGENT_SIGNALS),
        ("What we do badly", v.BAD_AGENT_SIGNALS),
        ("Flags", v.FLAGS),
        ("Root causes", v.ROOT_CAUSES),
        ("Outcomes", v.OUTCOMES),
    ):
        lines += ["", f"## {title}", "", _codes(ids)]
    return _page(lines)


def facts() -> str:
    """What rules may ask for."""
    from unruffled.engine.situation import FACTS

    rows = ((f"`{fact.name}`", fact.kind, fact.unit, fact.meaning) for _, fact in sorted(FACTS.items()))
    about = "What a `[when]` table may ask for: `fact = { at_least | at_most | above | below | is | in }`."
    return _page([_heading("Facts", about), "", *_table(("fact", "kind", "unit", "meaning"), rows)])


def habits() -> str:
    """What the coach remarks on."""
    from unruffled.engine.coach.habits import known

    rows = ((f"`{habit.id}`", habit.title, habit.level, habit.why, habit.instead) for habit in known().values())
    about = "What the coach remarks on in a reply before it is sent. Nothing stops a reply unless a supervisor says so."
    return _page([_heading("Habits", about), "", *_table(("id", "title", "level", "why it hurts", "instead"), rows)])


def policies() -> str:
    """What each policy is about, and the house's own rules as the file has them."""
    from importlib import import_module
    from importlib.resources import files
    from pkgutil import iter_modules

    from unruffled.engine import policies as room

    names = [module.name for module in iter_modules(room.__path__) if not module.ispkg]
    docs = ((f"`{name}`", import_module(f"{room.__name__}.{name}").__doc__ or "") for name in names)
    text = files(room).joinpath("house.toml").read_text("utf-8").strip()
    table = _table(("policy", "what it decides"), docs)
    return _page([_heading("Policies", "What this house allows, as it ships."), "", *table, "", "```toml", text, "```"])


def jobs() -> str:
    """What the worker does, and when."""
    from unruffled.shells.worker.jobs import JOBS

    rows = (
        (
            f"`{job.name}`",
            (job.run.__doc__ or "").strip().splitlines()[0],
            job.tries,
            f"`{job.cron}`" if job.cron else "",
        )
        for job in JOBS
    )
    return _page([_heading("Jobs", "What the worker does."), "", *_table(("job", "what", "tries", "when"), rows)])


def api() -> str:
    """Every call of the REST API; the whole description is at /api/v1/openapi.json."""
    from unruffled.shells.api.interface import api as interface

    schema = interface.get_openapi_schema(path_prefix="/api/v1/")
    rows = (
        (f"`{verb.upper()} {path}`", call.get("description") or call.get("summary", ""))
        for path, calls in schema["paths"].items()
        for verb, call in calls.items()
    )
    about = "Every call. The machine-readable description is at `/api/v1/openapi.json`."
    return _page([_heading("API", about), "", *_table(("call", "what"), rows), "", HOW_TO_CALL])


HOW_TO_CALL = """\
## A first call

```
TOKEN=$(.venv/bin/unruffled token --user mia | tail -n 1)
curl http://127.0.0.1:8000/api/v1/inbound -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{"channel": "chat", "external_id": "chat-1", "from": {"address": "n-1", "name": "Nina"}, "conversation": null,
       "text": "Third time I ask. Where is my parcel?", "sent_at": null}'
curl 'http://127.0.0.1:8000/api/v1/conversations?limit=5' -H "Authorization: Bearer $TOKEN"
```

The first answers `{"conversation": 17, "message": 42}`; the second lists what the token's owner may see, hottest first.

- A token has the rights of its owner; `unruffled token --user NAME --revoke` makes all of that person's tokens useless.
- A field that does not exist is refused (422). Errors are `{"error": "code", "detail": "sentence", "fields": {…}}`.
- A POST with an `Idempotency-Key` header can be sent again without doing anything twice.
- `next` in a list is the cursor for `?after=`; `null` is the end.
"""


def commands() -> str:
    """The words of the `unruffled` command."""
    from unruffled.site.command import COMMANDS

    rows = ((f"`unruffled {word}`", command.purpose) for word, command in COMMANDS.items() if not command.hidden)
    return _page(
        [_heading("Commands", "`.venv/bin/unruffled` after `./run up` once."), "", *_table(("command", "what"), rows)]
    )


def formats() -> str:
    """What programs are told: every field of the answers, and one of each as it comes out."""
    from unruffled.site.formats import page

    return _page([_heading("Formats", "What programs are told, field by field."), "", *page(_table)])


def settings() -> str:
    """The environment variables."""
    from unruffled.site.environment import ENVIRONMENT

    rows = ((f"`{name}`", default, meaning) for name, (default, meaning) in ENVIRONMENT.items())
    about = "Environment variables. Everything else is set in the console."
    return _page([_heading("Settings", about), "", *_table(("variable", "without it", "what"), rows)])


# How a page is written -----------------------------------------------------------------------------------------------


def _heading(title: str, about: str) -> str:
    return f"{NOTE}\n\n# {title}\n\n{about}"


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> list[str]:
    return [_row(head), _row("---" for _ in head), *map(_row, rows)]


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(" ".join(str(cell).split()).replace("|", "\\|") for cell in cells) + " |"


def _facts_of(*pairs: tuple[str, str]) -> list[str]:
    return [f"- {name}: {said}" for name, said in pairs if said]


def _codes(ids: Iterable[Any]) -> str:
    return ", ".join(f"`{id}`" for id in ids)


def _rule(rule: "Rule") -> str:
    """A rule in a line: all of its conditions, `or` between its alternatives."""
    return " *or* ".join(
        " and ".join(f"`{line.fact}` {line.in_words}" for line in lines) for lines in rule.alternatives
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
