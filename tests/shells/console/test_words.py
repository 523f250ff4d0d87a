"""Every id that can reach the screen has words, and none of the words that DESIGN.md section 6 forbids."""

import re
from pathlib import Path

import pytest

from unruffled.engine import vocabulary
from unruffled.shells.console.screens import words

CONSOLE = Path(words.__file__).parents[1]
NEVER = (
    "difficult customer", "problem customer", "toxic", "abuser", "offender", "victim", "sentiment", "emotion detected",
    "rank", "top performer", "critical", "violation", "strike", "blacklist", "AI says", "smart", "oops", "uh-oh",
    "unfortunately", "please note", "simply", "ASAP", "ticket", "handle time", "VIP",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kept", "wanted"),
    [
        (words.SIGNALS, vocabulary.SIGNALS),
        (words.HABITS, vocabulary.ANTIPATTERNS),
        (words.SIDE_STATES, vocabulary.SIDE_STATES),
        (words.OUTCOMES, vocabulary.OUTCOMES),
        (words.ROOT_CAUSES, vocabulary.ROOT_CAUSES),
        (words.CONDUCT, vocabulary.BEYOND_RUDE),
    ],
)
def test_every_id_has_words(kept, wanted):
    assert set(kept) == set(wanted)


@pytest.mark.parametrize("template", sorted(CONSOLE.rglob("*.html")), ids=lambda path: path.name)
def test_no_page_says_what_we_never_say(template):
    shown = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", " ", template.read_text())

    assert [word for word in NEVER if re.search(rf"\b{word}\b", shown, re.IGNORECASE)] == []


@pytest.mark.parametrize("template", sorted(CONSOLE.rglob("*.html")), ids=lambda path: path.name)
def test_no_page_raises_its_voice(template):
    assert "!" not in re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", " ", template.read_text())


def test_no_template_carries_styles_or_handlers_of_its_own():
    for template in CONSOLE.rglob("*.html"):
        assert not re.search(r"\s(style|on[a-z]+)=", template.read_text()), template.name


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (13, "13th"), (22, "22nd")]
)
def test_ordinals(n, said):
    assert words.ordinal(n) == said


def test_people_are_listed_as_one_says_it():
    assert words.listed([]) == ""
    assert words.listed(["Mia"]) == "Mia"
    assert words.listed(["Mia", "Noor", "Sam"]) == "Mia, Noor and Sam"
