"""One public review becomes one Inbound: its title is its subject, its stars stay beside the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from unruffled.channels.chat import parse as chat
from unruffled.channels.envelope import Inbound
from unruffled.channels.text import one_line


def parse(
    *,
    text: str,
    stars: int | None,
    place: str,
    author: str,
    title: str = "",
    external_id: str = "",
    sent_at: datetime | None = None,
) -> Inbound:
    """Return a review as an Inbound; `place` is where it was posted, `author` the name shown there.

    A review of stars alone has its stars as words, so that it is never lost.

    :raises ValueError: if the stars are not 1 to 5, or there are neither words nor stars
    """
    if stars is not None and not 1 <= stars <= 5:
        raise ValueError(f"stars: expected 1 to 5, not {stars}")
    words = text.strip() or title.strip() or (f"{stars} of 5 stars, without words" if stars else "")
    inbound = chat.parse(
        text=words,
        external_id=external_id and f"{one_line(place)}:{external_id}",
        from_address=f"{one_line(author)}@{one_line(place)}",
        from_name=author,
        sent_at=sent_at,
        channel="review",
    )
    return replace(inbound, subject=one_line(title), stars=stars)
