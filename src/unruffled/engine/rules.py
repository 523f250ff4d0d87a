"""The one rule grammar of the house: a flat [when] table, and what it says of a situation, with reasons."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import ge, gt, le, lt
from typing import Any, Final, Literal

from unruffled.engine.vocabulary import FactValue, Reason, Situation

Kind = Literal["flag", "number", "word", "set"]

OPERATORS: Final[Mapping[str, str]] = {
    "at_least": "≥ {}",
    "at_most": "≤ {}",
    "above": "> {}",
    "below": "< {}",
    "is": "{}",
    "in": "one of {}",
}
"""Every operator of the grammar with the way it is said on the screen."""

_FOR_NUMBERS: Final = frozenset({"at_least", "at_most", "above", "below"})
_FOR_KINDS: Final[Mapping[Kind, frozenset[str]]] = {
    "flag": frozenset({"is"}),
    "number": _FOR_NUMBERS | {"is", "in"},
    "word": frozenset({"is", "in"}),
    "set": frozenset({"is", "in"}),
}


class BadRule(ValueError):
    """A rule, card or policy that cannot be loaded: the text names file, key, the bad word and the good ones."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What rules may ask for: its name, what kind of value it has, its unit, and what it means."""

    name: str
    kind: Kind
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a rule: a fact, an operator, and what is needed."""

    fact: str
    operator: str
    needed: Any
    in_words: str = field(init=False, compare=False)
    """What is needed, as the screen says it: '≥ 2', 'one of vent, stuck', 'yes'."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "in_words", OPERATORS[self.operator].format(_said(self.needed)))

    def holds(self, value: FactValue | None) -> bool:
        """Return whether this value is what the line needs; a missing value never is."""
        return value is not None and _HOLDS[self.operator](value, self.needed)


@dataclass(frozen=True, slots=True)
class Rule:
    """Alternatives of conditions; one alternative must hold whole. No alternatives: always holds."""

    alternatives: tuple[tuple[Condition, ...], ...] = ()
    file: str = ""


ALWAYS: Final = Rule()
"""The rule that asks nothing."""


def parse(table: object, *, file: str, facts: Mapping[str, Fact], key: str = "when") -> Rule:
    """Return the rule that a [when] table (or a list of them) spells.

    :raises BadRule: naming file, key, the bad word and the good ones
    """
    tables = table if isinstance(table, list) else [table]
    alternatives = tuple(_alternative(one, file=file, facts=facts, key=key) for one in tables)
    return Rule(alternatives=tuple(a for a in alternatives if a), file=file)


def holds(rule: Rule, situation: Situation) -> bool:
    """Return whether the rule holds; the same answer as `weigh`, without working out the reasons."""
    return not rule.alternatives or _holding(rule, situation.facts) is not None


def weigh(rule: Rule, situation: Situation) -> tuple[bool, tuple[Reason, ...]]:
    """Return whether the rule holds, and one reason for every line of the alternative that comes nearest to holding."""
    if not rule.alternatives:
        return True, ()
    held = _holding(rule, situation.facts)
    lines = held or min(rule.alternatives, key=lambda lines: _missing(lines, situation.facts))
    return held is not None, tuple(reason_for(line, situation) for line in lines)


def _holding(rule: Rule, facts: Mapping[str, FactValue]) -> tuple[Condition, ...] | None:
    """The first alternative that holds whole."""
    for lines in rule.alternatives:  # plain loops, no calls: some sixty rules are asked after every turn
        for line in lines:
            value = facts.get(line.fact)
            if value is None or not _HOLDS[line.operator](value, line.needed):
                break
        else:
            return lines
    return None


def _missing(lines: Iterable[Condition], facts: Mapping[str, FactValue]) -> int:
    return sum(not line.holds(facts.get(line.fact)) for line in lines)


def reason_for(line: Condition, situation: Situation) -> Reason:
    """Return what this line found: the fact, its value, what was needed, and the words behind it."""
    value = situation.facts.get(line.fact)
    return reason(line.fact, situation, needed=line.in_words, holds=line.holds(value))


def reason(fact: str, situation: Situation, *, needed: str, holds: bool = True) -> Reason:
    """Return a reason about one fact of the situation, with the words that show it where there are any."""
    shown = situation.evidence.get(fact)
    return Reason(
        fact=fact,
        value=situation.facts.get(fact),
        needed=needed,
        quote=shown.quote if shown else "",
        turn=shown.turn if shown else None,
        span=shown.spans[0] if shown and shown.spans else None,
        holds=holds,
    )


def require_known(words: Iterable[str], good: Iterable[str], *, file: str, key: str) -> None:
    """Refuse words that are not among the good ones.

    :raises BadRule: naming file, key, the bad word and the nearest good ones
    """
    allowed = frozenset(good)
    for word in words:
        if word not in allowed:
            raise BadRule(f"{file}: {key}: unknown word {word!r}. {_advice(word, allowed)}")


def _alternative(table: object, *, file: str, facts: Mapping[str, Fact], key: str) -> tuple[Condition, ...]:
    if not isinstance(table, Mapping):
        raise BadRule(f"{file}: [{key}] must be a table of facts, not {table!r}.")
    require_known(table, facts, file=file, key=f"[{key}]")
    return tuple(
        condition
        for name, needed in table.items()
        for condition in _conditions(facts[name], needed, where=f"{file}: [{key}] {name}")
    )


def _conditions(fact: Fact, needed: object, *, where: str) -> tuple[Condition, ...]:
    lines = needed if isinstance(needed, Mapping) else {"is": needed}
    if not lines:
        raise BadRule(f"{where}: says nothing. Good words: {', '.join(sorted(_FOR_KINDS[fact.kind]))}.")
    return tuple(_condition(fact, operator, value, where=where) for operator, value in lines.items())


def _condition(fact: Fact, operator: str, needed: object, *, where: str) -> Condition:
    good = _FOR_KINDS[fact.kind]
    if operator not in good:
        raise BadRule(f"{where}: unknown word {operator!r} for a {fact.kind}. {_advice(operator, good)}")
    if operator == "in":
        if not isinstance(needed, list) or not needed:
            raise BadRule(f"{where}: 'in' needs a list of values, not {needed!r}.")
        for one in needed:
            _require_value(fact, one, where=where)
        return Condition(fact.name, operator, tuple(needed))
    _require_value(fact, needed, where=where)
    return Condition(fact.name, operator, needed)


def _require_value(fact: Fact, value: object, *, where: str) -> None:
    fits: Mapping[Kind, bool] = {
        "flag": isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "word": isinstance(value, str),
        "set": isinstance(value, str),
    }
    if not fits[fact.kind]:
        wanted = {"flag": "true or false", "number": f"a number ({fact.unit})", "word": "a word", "set": "a word"}
        raise BadRule(f"{where}: needs {wanted[fact.kind]}, not {value!r}.")


def _advice(word: str, good: frozenset[str]) -> str:
    near = difflib.get_close_matches(str(word), sorted(good), n=1, cutoff=0.6)
    meant = f"Did you mean {near[0]!r}? " if near else ""
    return f"{meant}Good words: {', '.join(sorted(good))}."


def _said(needed: object) -> str:
    if isinstance(needed, bool):
        return "yes" if needed else "no"
    if isinstance(needed, Sequence) and not isinstance(needed, str):
        return ", ".join(_said(one) for one in needed)
    return str(needed)


_HOLDS: Final[Mapping[str, Any]] = {
    "at_least": ge,
    "at_most": le,
    "above": gt,
    "below": lt,
    "is": lambda value, needed: needed in value if isinstance(value, frozenset) else value == needed,
    "in": lambda value, needed: not value.isdisjoint(needed) if isinstance(value, frozenset) else value in needed,
}
