"""Every page of ours that points at another file points at one that is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
CODE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
PLACE = re.compile(r"`((?:src/unruffled|tests|docs)/[\w./-]+)`")


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_a_page_points_only_at_what_is_there(page):
    text = CODE.sub("", page.read_text("utf-8"))
    linked = [page.parent / link for link in LINK.findall(text)]
    named = [ROOT / place for place in PLACE.findall(text)]

    assert [str(target) for target in (*linked, *named) if not target.exists()] == []


def test_a_broken_link_would_be_found():
    assert LINK.findall("see [there](docs/nowhere.md#part), [here](#top) and [the web](https://example.org)") == [
        "docs/nowhere.md"
    ]
