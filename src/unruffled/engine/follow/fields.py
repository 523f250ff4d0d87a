"""What each field of an `unruffled-reading/1` document says: its unit, and when it is null (docs/reference)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def _table(**fields: str) -> Mapping[str, str]:
    return MappingProxyType(fields)


DOCUMENT: Final = _table(
    schema="`unruffled-reading/1`; another number would mean another shape",
    source="the file it came from; empty in the API",
    id="the name of the conversation in its source",
    channel="chat, email, phone, social, review, sms …; where the first turn was said",
    turns="one entry a turn, in order; none uses a later one",
    case="what the conversation as a whole comes to so far; empty without turns",
    warnings="sentences about what could not be read as it stands",
    reader="which rules and which weights read it (`unruffled read`)",
)

TURN: Final = _table(
    n="the number of the turn, from 1, growing",
    by="customer, agent, supervisor, system or unknown (which side is not clear; not read)",
    language="the BCP 47 code of a turn that was not read, as it is not English (`und`: not known which); else null",
    partly="the code of what is in another language beside the English that was read; else null",
    reader="rules and weights (`-fast`: for archives; `+house-3`: moved by corrections); no key on system turns",
    event="of a system turn: what happened; no key where nothing is named",
)

CUSTOMER: Final = _table(
    heat="whole steps: 0 calm, 1 uneasy, 2 upset, 3 intense, 4 extreme; null where it was not read",
    heat_score="the number behind it, 0 to 4; null where it was not read",
    heat_sure="false where it could be less: only one of rules and network reaches this heat, and not for sure",
    conduct="how people are treated (signals.md, Conduct), apart from heat; null where it was not read",
    stage="where the conversation stands after this turn (signals.md, Stages and Side states)",
    signals="what shows, with its words: rows below",
    moves="what to do next, best first, at most three: rows below",
    guard="anti-patterns to avoid now",
    boundary="the step of the ladder for our next turn, 0 (none) to 4 (end)",
    flags="what somebody should look at (signals.md, Flags)",
    difficulty="points, 0 to 100; a case opens at 60, or at any gate",
    by_human="what a person corrected: heat, conduct, stage or a signal",
)

SIGNAL: Final = _table(
    id="which one (signals.md)",
    confidence="0 to 1, a place on a scale and **no probability**: .5 is where it begins to show, 1 is sure",
    sure="false where it is in doubt: people read “could be”",
    spans="where its words stand: [from, to), code points of the text; may overlap; empty where the record shows it",
)

MOVE: Final = _table(
    id="which one (moves.md)",
    title="what the agent reads",
    score="points; they only order the moves of one turn",
    why="the lines of the rule that hold, each with the words or the value behind it",
    say="words to say; {slots} are for what only a person can fill",
    avoid="anti-patterns that would spoil this move",
)

STAFF: Final = _table(
    agent_signals="what we did well (`good`) and badly (`bad`), by id; never a feeling of whoever wrote",
    spans="where the words of each stand, as above",
    unsure="those that are in doubt",
)

CASE: Final = _table(
    outcome="how it ended, as far as it shows (signals.md, Outcomes); null while it is open",
    root_cause="the likeliest cause (signals.md, Root causes); `unknown` where nothing speaks for one",
    root_cause_kind="grievance, stress (their life), habit (how they treat people) or not_us (others' doing)",
    root_cause_because="the signals or facts that speak for it",
    peak_heat="the highest heat, 0 to 4; null where none was read",
    time_to_calm_turns="turns of the customer from the first peak to lasting calm; null: never hot, or never calmed",
    heat_area="heat above 1, summed over the customer's turns",
    promises="who does what by when: rows below",
    boundary_incidents="turns that asked for a step of the ladder",
    toll_band="low, medium, high or severe: what it cost whoever answered, from the customer's turns alone",
    after_moves="what to do after it ended (moves.md)",
    difficulty="the highest of its turns, 0 to 100",
    heat_rise_by_us="steps of heat that came right after a harmful turn of ours",
)

PROMISE: Final = _table(
    who="agent, supervisor, or the colleague who was named",
    what="the promised act, in the words it was said in",
    due="ISO time where the conversation has `started`, else {minutes: since the first turn}; null where not known",
    due_text="the words that say when; empty without",
    turn="the number of the turn in which it was made",
    vague="whether it lacks a time or an act that can be checked",
)
