"""Facts about what it cost the customer: waits, transfers, repeats."""

from __future__ import annotations

from unruffled.engine.situation import record
from unruffled.engine.situation.moment import Moment, fact


@fact("times", moved_by="theirs")
def waits(m: Moment) -> int:
    """Customer turns that complained of waiting."""
    return m.tally("waits", m.shows({"long_wait"}))


@fact("times")
def transfers(m: Moment) -> int:
    """Times passed on: the complaint of it, and every cold transfer of ours."""
    complained = m.theirs and m.shows({"transfer_complaint"})
    return m.tally("transfers", complained or (m.ours and m.did({"a_cold_transfer"})))


@fact("times", moved_by="theirs")
def repeats(m: Moment) -> int:
    """Times that the customer had to say the same thing again."""
    return m.tally("repeats", m.shows({"repeat_info"}))


@fact("switches")
def channel_switches(m: Moment) -> int:
    """Times that the channel changed within this conversation."""
    changed = bool(m.before) and m.before[-1].turn.channel != m.reading.turn.channel
    return m.tally("channel_switches", changed)


@fact("index 1-10")
def effort(m: Moment) -> int:
    """Effort index (DOMAIN 3.14): 1 + repeats, transfers, channel switches and broken promises on record."""
    suffered = m.number("repeats") + m.number("transfers") + m.number("channel_switches")
    return min(10, 1 + int(suffered) + int(record.number(m.context.history, "promises_broken")))


@fact("contacts")
def contacts_30d(m: Moment) -> int:
    """Contacts of this customer in the last 30 days, from the record."""
    return int(record.number(m.context.history, "contacts_30d"))
