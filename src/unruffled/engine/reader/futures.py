"""What makes a sentence look ahead: asked before it is cut into clauses, as most sentences promise nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from unruffled.engine.reader.grammar import words_for
from unruffled.engine.reader.kinds import AGREED, PLEDGES
from unruffled.engine.reader.spared import TAKEN
from unruffled.engine.reader.tenses import GIVING


def looks_ahead(said: Sequence[str]) -> bool:
    """Whether these words can hold a promise though they name no time; where they do, the grammar decides."""
    return not _AHEAD.isdisjoint(said) or ("to" in said and any(_is_to(a, b) for a, b in pairwise(said)))


def _is_to(word: str, following: str) -> bool:
    """ "I am to send you the form", "it is still to be mended"."""
    return following == "to" and (word in words_for()["be"] or word in words_for()["adverbs"])


_SAYS_WILL: Final = frozenset("will shall should going gonna ill let expect follow what not never".split())
"""What says that somebody will, or will not: "what I can do is …", "refund to follow", "let me ring you"."""
EVENT_WORDS: Final = frozenset("soon time moment minute day once when while until till after before then end".split())
"""Of what a promise waits for in place of a time, the word that is said least for anything else."""
_MONTHS: Final = frozenset(
    """jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov
    november dec december""".split()
)
_GIVES: Final = frozenset(
    """charge cost extra expense account us me house free nothing throwing having getting receiving waiving now
    shortly""".split()
)
"""What is on us, or under way: "posted at our cost", "a new one is coming shortly"."""
_AHEAD: Final = _SAYS_WILL | PLEDGES | AGREED | EVENT_WORDS | _MONTHS | _GIVES | GIVING | TAKEN
