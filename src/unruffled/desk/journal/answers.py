"""Answers remembered for repeated requests: kept for 24 hours, one for each key of a token."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from unruffled.desk.journal.models import Remembered

KEPT_HOURS: Final = 24


class InProgress(Exception):
    """A request with the same key is being answered at this moment."""


def lock(*, token: int, key: str) -> None:
    """Hold this key until the transaction ends.

    :raises InProgress: if another request holds it
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_number_of(token, key)])
        (held,) = cursor.fetchone()
    if not held:
        raise InProgress("A request with this key is being answered.")


def find(*, token: int, key: str, now: datetime) -> Remembered | None:
    """Return what was answered under this key within 24 hours; an older answer is forgotten."""
    found = Remembered.objects.filter(token=token, key=key).first()
    if found is not None and found.at <= now - timedelta(hours=KEPT_HOURS):
        found.delete()
        return None
    return found


def remember(*, token: int, key: str, request_sha256: str, status: int, body: bytes, now: datetime) -> None:
    """Keep an answer, in the same transaction as what it answers: neither is there without the other."""
    Remembered.objects.create(token=token, key=key, request_sha256=request_sha256, status=status, body=body, at=now)


def forget_old(*, now: datetime) -> int:
    """Delete the answers older than 24 hours; return how many."""
    deleted, _ = Remembered.objects.filter(at__lte=now - timedelta(hours=KEPT_HOURS)).delete()
    return deleted


def _number_of(token: int, key: str) -> int:
    """Return the number under which a key is locked: PostgreSQL locks signed numbers of 64 bits."""
    digest = hashlib.sha256(f"answer {token} {key}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
