"""Runs the measurements and prints one table; ratios where a machine's speed would only blur the picture."""

import importlib
import pkgutil
import sys
from dataclasses import astuple

import bench
from bench.figure import Figure

WIDTHS = (34, 18, 18)


def main(argv: list[str]) -> int:
    """Measure what is named, or everything; exit status 2 for a name that is none."""
    names = [module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_")]
    names.remove("figure")
    unknown = set(argv) - set(names)
    if unknown:
        print(f"bench: there is no {', '.join(sorted(unknown))}. There are: {', '.join(names)}.", file=sys.stderr)
        return 2
    _print("what", "measured", "aim", "how")
    for name in argv or names:
        for figure in importlib.import_module(f"bench.{name}").measure():
            _print(*astuple(figure))
    return 0


def _print(*cells: str) -> None:
    padded = [cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=False)]
    print("  ".join([*padded, *cells[len(WIDTHS) :]]), flush=True)


__all__ = ["Figure"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
