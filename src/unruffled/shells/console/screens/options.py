"""Choices of a select, drawn once: a loop in a template costs more than the page around it."""

from functools import lru_cache

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe


@lru_cache(maxsize=64)
def options(choices: tuple[tuple[str, str], ...], chosen: str = "") -> SafeString:
    """Return the options of a select; `chosen` is the one that it shows first."""
    here = mark_safe(" selected")
    drawn = ((value, here if chosen and value == chosen else "", words) for value, words in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', drawn)
