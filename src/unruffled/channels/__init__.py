"""Doors: raw bytes in, one Inbound out; one Outbound in, sent. No Django, no models."""
