"""Passwords of mail servers, sealed with the organisation's secret key: the database alone does not give them away."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class Unreadable(Exception):
    """A sealed password that this organisation's secret key does not open."""


def sealed(password: str) -> str:
    """Return the password as it may be kept; an empty one stays empty."""
    return _lock().encrypt(password.encode()).decode() if password else ""


def opened(kept: str) -> str:
    """Return the password again.

    :raises Unreadable: if it was sealed with another secret key
    """
    from cryptography.fernet import InvalidToken

    if not kept:
        return ""
    try:
        return _lock().decrypt(kept.encode()).decode()
    except InvalidToken:
        raise Unreadable(
            "The password was kept under another secret key and cannot be read. Enter it again, or bring back the "
            "secret.key that belongs to this database."
        ) from None


def _lock() -> Fernet:
    from cryptography.fernet import Fernet  # costs some megabytes, and a house without mail never loads it

    key = salted_hmac("unruffled.desk.mail.seal", "passwords", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
