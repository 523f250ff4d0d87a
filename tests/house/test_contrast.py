"""The console's colours, read from its stylesheet: contrast, gamut, and heat steps as colour-blind people see them.

WCAG 2.2: 4.5 for text, 3.0 for marks, borders of controls and the focus ring. Colour vision: Machado, Oliveira and
Fernandes 2009, severity 1.0. Distances are OKLab x 100; neighbouring heats need 6 (DESIGN.md section 2).
"""

import math
import re
from itertools import pairwise
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "src/unruffled/shells/console/static/console/css/tokens.css"
TEXT, MARK, STEP = 4.5, 3.0, 6.0
SURFACES = ("bg-0", "bg-1", "bg-2", "bg-3")
PAIRS = (
    *((ink, ground, TEXT) for ink in ("ink-1", "ink-2", "ink-3") for ground in SURFACES),
    *((ink, f"heat-{n}-soft", TEXT) for n in range(5) for ink in ("ink-1", "ink-2")),
    *((f"heat-{n}-ink", ground, TEXT) for n in range(5) for ground in ("bg-1", "bg-2", f"heat-{n}-soft")),
    *((f"heat-{n}", ground, MARK) for n in range(5) for ground in ("bg-0", "bg-1", "bg-2")),
    *(
        (ink, ground, TEXT)
        for ink in ("accent-ink", "conduct", "late", "good", "danger")
        for ground in ("bg-1", "bg-2")
    ),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("on-safety", "safety", TEXT),
    ("on-late", "late", TEXT),
    *((ink, "accent-soft", TEXT) for ink in ("accent-ink", "ink-1", "ink-2", "danger")),
    *((ink, "note", TEXT) for ink in ("ink-1", "ink-2", "ink-3")),
    ("conduct", "conduct-soft", TEXT),
    ("ink-1", "conduct-soft", TEXT),
    *((line, ground, MARK) for line in ("line-control", "focus", "safety-mark") for ground in SURFACES),
)
SIGHT = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def tokens(theme):
    """Return every colour of one theme as lightness, chroma, hue."""
    found = re.findall(
        r"--([\w-]+):\s*light-dark\(\s*oklch\(([^)/]+)\)\s*,\s*oklch\(([^)/]+)\)\s*\)", TOKENS.read_text()
    )
    column = {"light": 1, "dark": 2}[theme]
    return {row[0]: tuple(float(v) for v in row[column].split()) for row in found}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "needed"), PAIRS, ids=lambda v: str(v))
def test_every_pair_of_colours_that_meets_on_a_page_can_be_read(theme, ink, ground, needed):
    colours = tokens(theme)

    assert ratio(colours[ink], colours[ground]) >= needed


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_exists_on_every_screen(theme):
    outside = {name for name, lch in tokens(theme).items() if any(not -0.002 <= v <= 1.002 for v in linear(lch))}

    assert outside == set()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHT)
def test_neighbouring_heats_can_be_told_apart_whatever_colours_one_sees(theme, sight):
    seen = [as_seen(tokens(theme)[f"heat-{n}"], SIGHT[sight]) for n in range(5)]

    assert min(100 * math.dist(a, b) for a, b in pairwise(seen)) >= STEP


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_heat_can_be_taken_for_conduct(theme):
    colours = tokens(theme)
    conduct = as_seen(colours["conduct"], SIGHT["full"])

    assert min(100 * math.dist(as_seen(colours[f"heat-{n}"], SIGHT["full"]), conduct) for n in range(5)) >= STEP


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_heat_grows_in_one_direction_of_lightness(theme):
    lightness = [tokens(theme)[f"heat-{n}"][0] for n in range(5)]

    assert lightness == sorted(lightness, reverse=theme == "light")


def test_heat_colours_are_used_for_heat_alone():
    elsewhere = []
    for sheet in TOKENS.parent.glob("*.css"):
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*var\(--heat-[^{}]*)\}", sheet.read_text()):
            if not re.fullmatch(r"\s*\.[hsf][0-4]\s*", re.sub(r"/\*.*?\*/", "", selector)):
                elsewhere.append((sheet.name, selector.strip(), body))

    assert elsewhere == []


def ratio(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(lch):
    red, green, blue = clipped(linear(lch))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def as_seen(lch, matrix):
    rgb = clipped(linear(lch))
    return oklab([sum(k * v for k, v in zip(row, rgb, strict=True)) for row in matrix])


def clipped(rgb):
    return tuple(min(1.0, max(0.0, v)) for v in rgb)


def linear(lch):
    """Return linear sRGB, unclipped, of an OKLCH colour."""
    lightness, chroma, hue = lch
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
    )


def oklab(rgb):
    red, green, blue = clipped(rgb)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    )
