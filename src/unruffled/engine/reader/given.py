"""What we ask for and were given already: by the customer, or in the record."""

from __future__ import annotations

import re
from typing import Final

from unruffled.engine.reader.exchange import Exchange


def given(seen: Exchange, asked: str) -> str | None:
    """What is asked for as it already stands in the customer's words or the record; None where it is not there.

    An empty string says that it was told, but not in words that can be shown.
    """
    asked = asked.lower()
    if "name" in asked and "email" not in asked:
        name = seen.context.customer.get("name")
        return str(name) if name else None
    told = [r.turn.text for r in seen.before if r.turn.by == "customer"]
    for names, pattern in _KINDS:
        if any(n in asked for n in names):
            found = (pattern.search(text) for text in (*told, *_labelled(seen)))
            return next((m.group() for m in found if m), None)
    if any(n in asked for n in _MATTER):
        return "" if len(seen.said) >= 2 and any(len(t.split()) >= 6 for t in told) else None
    return None


def _labelled(seen: Exchange) -> list[str]:
    return [
        f for f in seen.context.facts if re.search(r"number|reference|order|booking|account|ref\b", f, re.IGNORECASE)
    ]


_CODE: Final = re.compile(r"\b(?=[A-Za-z]{0,4}-?[\dA-Z-]{0,12}\d)(?:[A-Z]{1,4}-?\d[\dA-Z-]{1,14}|\d{4,14})\b")
_DATE: Final = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)\b|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|(?:mon"
    r"|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_KINDS: Final = (
    (("email", "e-mail", "mail address"), re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}\b")),
    (("phone", "telephone"), re.compile(r"\+?\d[\d ]{7,14}\d")),
    (("birth",), re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b")),
    (("date", "when "), _DATE),
    (
        ("how much", "amount"),
        re.compile(r"[£$€₹]\s?\d+(?:[.,]\d\d)?|\b\d+(?:[.,]\d\d)?\s?(?:euros?|pounds?|dollars?)\b"),
    ),
    (("postcode", "zip"), re.compile(r"\b[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b")),
    (("number", "reference", "order", "booking", "account", "ticket", "case", " id", "code"), _CODE),
)
_MATTER: Final = ("problem", "issue", "happened", "help", "wrong", "reason", "situation", "matter", "complaint")
