"""One posted message becomes one Inbound; a digest stands in where the sender gave it no id of its own."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from unruffled.channels.envelope import Inbound
from unruffled.channels.text import fit, one_line

TEXT_LIMIT: Final = 100_000
"""Characters of one message; nobody types more."""


def parse(
    *,
    text: str,
    external_id: str = "",
    from_address: str = "",
    from_name: str = "",
    conversation: int | None = None,
    sent_at: datetime | None = None,
    channel: str = "chat",
) -> Inbound:
    """Return a posted message as an Inbound; a text longer than TEXT_LIMIT is cut and says so.

    :raises ValueError: if there are no words in it
    """
    if not text.strip():
        raise ValueError("text: expected words, not an empty message")
    raw = "\0".join((channel, external_id, from_address, str(sent_at), text)).encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(raw).hexdigest()
    cut = len(text) > TEXT_LIMIT
    return Inbound(
        channel=channel,
        external_id=one_line(external_id, limit=200) or f"sha256:{digest}",
        from_address=one_line(from_address, limit=320),
        from_name=one_line(from_name, limit=200),
        text=fit(text[:TEXT_LIMIT]).replace("\r\n", "\n").strip(),
        conversation=conversation,
        sent_at=sent_at,
        raw_sha256=digest,
        warnings=(f"only the first {TEXT_LIMIT:,} characters were read",) if cut else (),
    )
