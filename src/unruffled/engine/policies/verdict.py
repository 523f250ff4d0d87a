"""A decision from its reasons: allowed when every line holds."""

from __future__ import annotations

from unruffled.engine.vocabulary import Decision, FactValue, Reason


def line(fact: str, value: FactValue | None, needed: str, *, holds: bool) -> Reason:
    """Return one line: a fact, what it is, what was needed, and whether that holds."""
    return Reason(fact=fact, value=value, needed=needed, holds=holds)


def all_hold(*reasons: Reason, ask: str | None = None) -> Decision:
    """Return a yes when every reason holds; else a no that names whom to ask, where there is somebody."""
    allowed = all(reason.holds for reason in reasons)
    return Decision(allowed=allowed, reasons=reasons, ask=None if allowed else ask)
