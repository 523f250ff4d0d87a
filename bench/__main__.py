"""Runs the measurements and prints one table; ratios where a machine's speed would only blur the picture."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

import bench

WIDTHS = (34, 18, 18)
COLUMNS = ("what", "measured", "aim", "how")


def main(argv: list[str]) -> int:
    """Measure what is named, or everything; `--page FILE` also writes it as a table; exit status 2 for a wrong name."""
    names = [module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_")]
    names.remove("figure")
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="WHAT", help=f"all of {', '.join(names)}, or some")
    parser.add_argument("--page", type=Path, metavar="FILE", help="where the table is also written, in Markdown")
    asked = parser.parse_args(argv)
    unknown = set(asked.what) - set(names)
    if unknown:
        print(f"bench: there is no {', '.join(sorted(unknown))}. There are: {', '.join(names)}.", file=sys.stderr)
        return 2
    _print(*COLUMNS)
    rows = []
    for name in asked.what or names:
        for figure in importlib.import_module(f"bench.{name}").measure():
            _print(*astuple(figure))
            rows.append(astuple(figure))
    if asked.page:
        asked.page.write_text(_table(rows), encoding="utf-8")
    return 0


def _table(rows: Iterable[Sequence[str]]) -> str:
    lines = (COLUMNS, ("---",) * len(COLUMNS), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _print(*cells: str) -> None:
    padded = [cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=False)]
    print("  ".join([*padded, *cells[len(WIDTHS) :]]), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
