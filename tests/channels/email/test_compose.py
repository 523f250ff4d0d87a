"""Replies as they go over the wire: the same bytes every time, and no header that we did not write."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unruffled.channels import Outbound
from unruffled.channels.email.compose import NotSendable, compose
from unruffled.channels.email.parse import parse

HEADERS = ["Message-ID", "Date", "From", "To", "Subject", "In-Reply-To", "References"]
MIME = ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"]


def a_reply(**changes):
    fields = {
        "channel": "email",
        "message_id": "<reply-17@harbourlane.example>",
        "from_address": "help@harbourlane.example",
        "from_name": "Mia",
        "to": ("ana@home.example",),
        "subject": "Re: Your cot",
        "text": "Dear Ana,\n\nthe cot comes on Friday before noon.\n\nMia",
        "in_reply_to": "<cot@home.example>",
        "references": ("<first@home.example>",),
        "sent_at": datetime(2026, 3, 3, 14, 17, tzinfo=UTC),
    }
    return Outbound(**fields | changes)


def test_every_try_sends_the_same_bytes():
    assert compose(a_reply()) == compose(a_reply())


def test_what_was_written_is_what_arrives():
    arrived = parse(compose(a_reply(text="Größe 40 – 63,50 €\n.\nFrom Friday on\n" + "long " * 300)))
    assert arrived.text.split("\n")[:3] == ["Größe 40 – 63,50 €", ".", "From Friday on"]
    assert arrived.message_id == "<reply-17@harbourlane.example>"
    assert arrived.in_reply_to == "<cot@home.example>"
    assert arrived.references == ("<first@home.example>", "<cot@home.example>")
    assert arrived.sent_at == datetime(2026, 3, 3, 14, 17, tzinfo=UTC)


def test_a_long_message_id_is_not_folded_into_something_else():
    long = f"<{'a' * 200}@home.example>"
    assert parse(compose(a_reply(message_id=long, in_reply_to=long))).in_reply_to == long


PAYLOADS = [
    "Rob\r\nBcc: all@home.example",
    "Rob\nBcc: all@home.example",
    "Rob\rBcc: all@home.example",
    "Rob\u2028Bcc: all@home.example",
    "Rob\u0085Bcc: all@home.example",
    "Rob\x0b\x0cBcc: all@home.example",
    "=?utf-8?q?Rob=0D=0ABcc:_all@home.example?=",
    "=?utf-8?B?Um9iDQpCY2M6IGFsbEBob21lLmV4YW1wbGU=?=",
    "Rob\r\n\r\n<script>alert(1)</script>",
    '"Rob" <all@home.example>, Ana',
    "Rob\0Bcc: all@home.example",
    "R" * 2_000 + "\r\nBcc: all@home.example",
    "é" * 500 + "\r\nBcc: all@home.example",
    "%0d%0aBcc: all@home.example",
]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("field", ["from_name", "subject", "text"])
def test_no_words_begin_a_header(field, payload):
    assert _headers(compose(a_reply(**{field: payload}))) == HEADERS + MIME


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_text_at_all_begins_a_header(name, subject, text):
    raw = compose(a_reply(from_name=name, subject=subject, text=text))
    assert _headers(raw) == HEADERS + MIME
    message = message_from_bytes(raw, policy=policy.compat32)
    assert [address for _, address in getaddresses([message["From"]])] == ["help@harbourlane.example"]
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def test_ids_from_outside_that_are_none_are_left_out():
    raw = compose(a_reply(references=("<a b@c>", "x\r\nBcc: all@home.example", "<ok@home.example>"), in_reply_to="no"))
    assert parse(raw).references == ("<ok@home.example>",)
    assert "In-Reply-To" not in _headers(raw)


@pytest.mark.parametrize(
    "changes",
    [
        {"to": ()},
        {"to": ("ana",)},
        {"to": ("ana@home.example\r\nBcc: all@home.example",)},
        {"to": ("ana@home.example, rob@home.example",)},
        {"from_address": "Mia <help@harbourlane.example>"},
        {"reply_to": "a@b@c d"},
        {"message_id": "reply-17"},
        {"message_id": "<a@b>\r\nBcc: all@home.example"},
    ],
)
def test_a_wrong_address_or_id_is_refused_with_a_sentence(changes):
    with pytest.raises(NotSendable, match="expected"):
        compose(a_reply(**changes))


def test_a_domain_in_other_letters_is_sent_in_its_ascii_form():
    assert parse(compose(a_reply(to=("ana@bücher.example",)))).to == ("ana@xn--bcher-kva.example",)


def test_what_we_send_by_ourselves_says_so():
    assert parse(compose(a_reply(automatic=True))).auto_submitted


def _headers(raw: bytes) -> list[str]:
    return message_from_bytes(raw, policy=policy.compat32).keys()
