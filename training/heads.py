"""The heads of the reader: their names, their order, and which of them speak of customers and which of staff."""

from typing import Final

from unruffled.engine.vocabulary import BAD_AGENT_SIGNALS, GOOD_AGENT_SIGNALS, SIGNALS

OF_THE_SURFACE: Final = frozenset({"shouting"})
"""Signals of typography, which an encoder without capitals cannot see: rules own them."""

CUSTOMER: Final = tuple(f"s:{name}" for name in SIGNALS if name not in OF_THE_SURFACE)
AGENT: Final = tuple(f"a:{name}" for name in (*GOOD_AGENT_SIGNALS, *BAD_AGENT_SIGNALS))
HEAT: Final = ("heat>=1", "heat>=2", "heat>=3", "heat>=4")
EMOTIONS: Final = tuple(
    f"e:{name}"
    for name in (
        "anger anxiety sadness disappointment joy gratitude relief sarcasm confusion surprise negative"
    ).split()
)
ABUSE: Final = ("abuse", "abuse:directed", "abuse:insult", "abuse:slur", "abuse:sexual", "abuse:threat", "abuse:words")
ACTS: Final = tuple(
    f"t:{name}"
    for name in "apology empathy paraphrase ownership blame question suggestion information reassurance".split()
)
GO: Final = tuple(
    (
        "admiration amusement anger annoyance approval caring confusion curiosity desire disappointment disapproval "
        "disgust embarrassment excitement fear gratitude grief joy love nervousness optimism pride realization relief "
        "remorse sadness surprise neutral"
    ).split()
)
GO_EMOTIONS: Final = tuple(f"go:{name}" for name in GO)
POLITENESS: Final = "politeness"

HEADS: Final = (*CUSTOMER, *AGENT, *HEAT, *EMOTIONS, *ABUSE, *ACTS, *GO_EMOTIONS, POLITENESS)
PLACE: Final = {name: place for place, name in enumerate(HEADS)}
