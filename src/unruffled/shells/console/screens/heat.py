"""The drawings of heat: the line beside the turns, row by row, and the small trace in a list."""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

from unruffled.engine.vocabulary import HEAT_WORDS, heat_band

BEND = 46
"""Height in pixels of the piece of a row in which the line moves from the last heat to this one."""

NOTHING = mark_safe("")


def shown(heat: float) -> float:
    """Return a heat as it is drawn: the tenth below, so that no number belongs to another band than its word."""
    return math.floor(heat * 10 + 1e-6) / 10


def word(heat: float, trend: str = "", *, sure: bool = True) -> str:
    """Return the word for a heat, with "easing" or "rising" where it changed: "Upset, easing"; "Could be upset"."""
    known = HEAT_WORDS[heat_band(heat)]
    told = known if sure else f"Could be {known.lower()}"
    return f"{told}, {trend}" if trend else told


@lru_cache(maxsize=4096)
def point(heat: float, before: float | None, *, sure: bool = True, by_hand: bool = False) -> SafeString:
    """Draw a customer's row: a bend from the heat before, the point with its number, and the line going on down.

    An unsure reading has a hollow point; a human's has a hand beside its number.
    """
    n, here, radius = heat_band(heat), _x(heat), 5 + 0.9 * heat
    classes = f"heat h{n}" if sure else f"heat h{n} unsure"
    hand = (
        f'<svg x="{here}%" y="{BEND}" overflow="visible"><path class="by-hand" d="{_HAND}"/></svg>' if by_hand else ""
    )
    return _svg(
        classes,
        (_bend(before, heat) if before is not None else "")
        + _area(n, here, BEND)
        + f'<line class="line" x1="{here}%" x2="{here}%" y1="{BEND}" y2="100%"/>'
        + f'<circle class="dot" cx="{here}%" cy="{BEND}" r="{radius:.1f}"/>'
        + _number(heat, here, radius)
        + hand,
    )


@lru_cache(maxsize=1024)
def hold(heat: float | None) -> SafeString:
    """Draw the row of anybody else: the line waits, dotted, where the customer left it."""
    if heat is None:
        return NOTHING
    n, here = heat_band(heat), _x(heat)
    return _svg(
        f"heat h{n} hold", _area(n, here, 0) + f'<line class="line" x1="{here}%" x2="{here}%" y1="0" y2="100%"/>'
    )


@lru_cache(maxsize=4096)
def trace(heats: Sequence[float]) -> SafeString:
    """Draw the last few heats of a conversation as a small line with a point at its end."""
    if not heats:
        return mark_safe('<svg class="trace" viewBox="0 0 76 28" aria-hidden="true"></svg>')
    step = 64 / max(1, len(heats) - 1)
    spots = [(2 + step * i, 25 - 5.2 * heat) for i, heat in enumerate(heats)]
    if len(spots) == 1:
        spots = [(2.0, spots[0][1]), (66.0, spots[0][1])]
    path = f"M{spots[0][0]:.0f} {spots[0][1]:.1f}" + "".join(
        f"C{(a[0] + b[0]) / 2:.0f} {a[1]:.1f} {(a[0] + b[0]) / 2:.0f} {b[1]:.1f} {b[0]:.0f} {b[1]:.1f}"
        for a, b in pairwise(spots)
    )
    end, n = spots[-1], heat_band(heats[-1])
    dot = f'<circle cx="{end[0]:.0f}" cy="{end[1]:.1f}" r="{4 + 0.6 * heats[-1]:.1f}"/>'
    return mark_safe(  # noqa: S308 - numbers only
        f'<svg class="trace h{n}" viewBox="0 0 76 28" aria-hidden="true"><path d="{path}"/>{dot}</svg>'
    )


def _number(heat: float, here: str, radius: float) -> str:
    """Write the heat beside its point: before it, or after it where there is no room before."""
    side, anchor = ("", "start") if heat < 0.9 else ("-", "end")
    return (
        f'<text class="num" x="{here}%" y="{BEND}" dx="{side}{radius + 6:.0f}" text-anchor="{anchor}"'
        f' dominant-baseline="central">{heat:.1f}</text>'
    )


def _svg(classes: str, inside: str) -> SafeString:
    return mark_safe(f'<svg class="{classes}" aria-hidden="true">{inside}</svg>')  # noqa: S308 - numbers only


def _x(heat: float) -> str:
    return f"{12 + 19 * heat:.1f}"


def _area(n: int, here: str, top: int) -> str:
    width = float(here) - 12
    return f'<rect class="area" fill="url(#a{n})" x="12%" y="{top}" width="{width:.1f}%" height="100%"/>'


def _bend(before: float, heat: float) -> str:
    a, b, m, n = _x(before), _x(heat), heat_band(before), heat_band(heat)
    curve = f"C{a} 26 {b} 16 {b} {BEND}"
    return (
        f'<svg viewBox="0 0 100 {BEND}" preserveAspectRatio="none" width="100%" height="{BEND}" y="0">'
        f'<path class="area" fill="url(#a{n})" d="M12 0 H{a} {curve} H12Z"/>'
        f'<path class="bend" stroke="url(#g{m}{n})" d="M{a} 0 {curve}"/></svg>'
    )


_HAND = "M-4 19v-6a1.5 1.5 0 0 1 3 0v4l4 1v5h-6z"


def _gradients() -> str:
    turns = "".join(
        f'<linearGradient id="g{m}{n}" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="{BEND}">'
        f'<stop class="s{m}" offset=".1"/><stop class="s{n}" offset=".9"/></linearGradient>'
        for m in range(5)
        for n in range(5)
    )
    areas = "".join(
        f'<linearGradient id="a{n}">'
        f'<stop class="f{n}" stop-opacity="0"/><stop class="f{n}" offset="1"/></linearGradient>'
        for n in range(5)
    )
    return f"<defs>{turns}{areas}</defs>"


GRADIENTS = mark_safe(_gradients())  # noqa: S308 - numbers only
"""The colours between any two heats, once a page."""
