"""Choices of a select, drawn once: a loop in a template costs more than the page around it."""

from functools import lru_cache

from django.utils.html import format_html_join
from django.utils.safestring import SafeString


@lru_cache(maxsize=64)
def options(choices: tuple[tuple[str, str], ...]) -> SafeString:
    """Return the options of a select."""
    return format_html_join("", '<option value="{}">{}</option>', choices)
