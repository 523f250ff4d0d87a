"""Doors: raw bytes in, one Inbound out; one Outbound in, sent. No Django, no models."""

from unruffled.channels.envelope import Attachment, Inbound, Outbound

__all__ = ["Attachment", "Inbound", "Outbound"]
