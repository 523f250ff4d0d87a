"""Mail as it really comes: charsets that lie, parts within parts, forwards, robots, and bombs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unruffled.channels.email import parse as door
from unruffled.channels.email.parse import parse

MAILS = Path(__file__).parent / "mails"


def mail(name: str):
    return parse((MAILS / f"{name}.eml").read_bytes())


def test_every_mail_of_the_collection_arrives_with_words_and_an_identity():
    for path in MAILS.glob("*.eml"):
        inbound = parse(path.read_bytes())
        assert inbound.text, path.name
        assert inbound.external_id.startswith("sha256:"), path.name
        assert inbound == parse(path.read_bytes()), f"{path.name} reads differently the second time"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("latin-1", "Le café est cassé, ça suffit."),
        ("windows-1252-called-latin-1", "It’s broken – “again”, 30 €."),
        ("utf-8-called-ascii", "Größe falsch, schon wieder."),
        ("koi8-r", "Лампа опять не работает."),
        ("gb2312-with-gbk-letters", "灯坏了，镕"),
        ("iso-2022-jp", "ランプが壊れました。"),
        ("shift-jis", "ランプが壊れました。"),
        ("charset-nobody-knows", "Where is my £40?"),
        ("charset-is-a-codec-that-is-none", "Where is my money?"),
        ("bad-base64", "Where is it?"),
        ("raw-utf-8-headers", "Hola"),
    ],
)
def test_words_survive_the_charset_that_the_sender_chose_or_claimed(name, text):
    assert mail(name).text == text


def test_names_and_subjects_are_decoded_from_encoded_words_and_from_raw_bytes():
    assert (mail("koi8-r").from_name, mail("koi8-r").subject) == ("Анна", "Лампа")
    assert (mail("raw-utf-8-headers").from_name, mail("raw-utf-8-headers").subject) == ("José Núñez", "Lámpara rota")


def test_bytes_that_fit_no_charset_are_shown_as_such_and_named():
    inbound = parse(b"From: a@home.example\r\nContent-Type: text/plain; charset=utf-16-be\r\n\r\n\xd8\x00odd\xff")
    assert "\ufffd" in inbound.text
    assert any("utf-16" in warning for warning in inbound.warnings)


def test_a_reply_is_its_own_words_with_quote_and_signature_kept_apart():
    reply = mail("alternative")
    assert reply.text == "This is the third time I ask."
    assert reply.quoted.endswith("> we will look into it.")
    assert reply.signature.splitlines()[1:] == ["Rob Finch", "07700 900123"]
    assert reply.in_reply_to == "<reply-1@harbourlane.example>"
    assert reply.references == ("<first@home.example>", "<reply-1@harbourlane.example>")


def test_answers_between_the_lines_are_kept_and_the_lines_they_answer_are_not():
    answers = mail("answers-between-the-lines")
    assert answers.text == "HL-4471, as in my first mail.\n\nThe cot. By Friday."
    assert "iPhone" in answers.signature


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("html-only-gmail", "It has still not come.\n\nMonday was promised."),
        ("html-only-outlook", "You charged me twice.\n\nRob"),
    ],
)
def test_html_without_a_plain_part_becomes_text_without_the_mail_it_answers(name, text):
    assert mail(name).text == text
    assert "harbourlane.example" in mail(name).quoted


def test_pictures_from_elsewhere_and_scripts_are_not_in_the_html_that_may_be_shown():
    assert "tracker" not in mail("html-only-gmail").html
    assert "script" not in mail("alternative").html


def test_a_mail_forwarded_without_a_word_is_not_empty():
    assert "Your cot comes on Monday." in mail("forwarded-without-a-word").text


def test_an_attached_mail_is_a_file_and_its_words_are_not_the_senders():
    forwarded = mail("forwarded-with-a-mail")
    assert forwarded.text == "See what your colleague wrote to me."
    assert [(f.type, f.name) for f in forwarded.attachments] == [("message/rfc822", "attached mail")]


def test_files_are_listed_by_a_name_that_is_no_path_and_never_shown_as_html():
    files = mail("files")
    assert [(f.name, f.type, f.size) for f in files.attachments] == [
        ("lamp.png", "image/png", 8),
        ("résumé.html", "text/html", 25),
    ]
    assert files.html == ""


def test_what_a_machine_sent_is_marked_so_that_no_machine_answers_it():
    assert mail("out-of-office").auto_submitted
    assert mail("bounce").auto_submitted
    assert not mail("alternative").auto_submitted


def test_headers_that_only_we_may_set_leave_no_trace():
    inbound = mail("from-inside")
    assert "supervisor" not in repr(inbound)
    assert inbound.conversation is None
    assert inbound.external_id == parse((MAILS / "from-inside.eml").read_bytes().replace(b": 17", b": 18")).external_id


def test_line_breaks_hidden_in_encoded_words_stay_inside_their_line():
    inbound = mail("injection")
    assert inbound.from_address == "rob@home.example"
    assert "\n" not in inbound.subject + inbound.from_name
    assert inbound.subject == "Lamp Bcc: everybody@home.example"


def test_a_mail_without_sender_or_date_still_arrives_and_says_so():
    inbound = mail("no-headers-that-help")
    assert (inbound.from_address, inbound.sent_at) == ("", None)
    assert inbound.references == ("<ok@home.example>",)
    assert "no sender: the mail has no From address" in inbound.warnings


def test_the_reply_address_never_becomes_the_sender():
    inbound = parse(b"From: rob@home.example\r\nReply-To: omar@elsewhere.example\r\n\r\nhi")
    assert (inbound.from_address, inbound.reply_to) == ("rob@home.example", "omar@elsewhere.example")


MAIL = (
    b"From: rob@home.example\r\nTo: help@harbourlane.example\r\nMessage-ID: <1@home.example>\r\n"
    b"Subject: Lamp\r\n\r\nBroken.\r\n"
)


def test_copies_of_one_mail_are_one_message_whatever_way_they_came():
    copies = [
        MAIL,
        b"Received: from somewhere\r\n by elsewhere; today\r\n" + MAIL,
        b"Delivered-To: sales@harbourlane.example\r\nX-Spam-Score: 3\r\n" + MAIL,
        MAIL.replace(b"<1@home.example>", b"<2@relay.example>"),
        MAIL.replace(b"\r\n", b"\n"),
    ]
    assert len({parse(copy).external_id for copy in copies}) == 1


def test_two_mails_under_one_message_id_stay_two():
    assert parse(MAIL).external_id != parse(MAIL.replace(b"Broken", b"Still broken")).external_id
    assert parse(MAIL).message_id == parse(MAIL.replace(b"Broken", b"Still broken")).message_id


HEAD = b"From: rob@home.example\r\nSubject: bomb\r\n"
NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1000))
BOMBS = {
    "100 MB": HEAD + b"\r\n" + b"hello there you\n" * 6_500_000,
    "10,000 parts": HEAD
    + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    + b"--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n" * 10_000,
    "1,000 deep": HEAD + NESTED + b"Content-Type: text/plain\r\n\r\nhello\r\n",
    "mails within mails": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
    "mails within mails, folded": HEAD + (b"Content-Type:" + b"\r\n " * 20 + b"message/rfc822\r\n\r\n") * 3_000,
    "100,000 headers": HEAD + b"X-A: b\r\n" * 100_000 + b"\r\nhi",
    "a header of 10 MB": HEAD + b"X-A: " + b"b" * 10_000_000 + b"\r\n\r\nhi",
    "a subject folded a million times": HEAD + b"Subject: " + b"b\r\n " * 1_000_000 + b"\r\n\r\nhi",
    "a type with 40,000 parameters": HEAD + b"Content-Type: text/plain; " + b"a=b; " * 40_000 + b"\r\n\r\nhi",
    "a million brackets": b"From: " + b"(" * 1_000_000 + b"\r\n\r\nhi",
    "encoded words without end": b"From: a@home.example\r\nSubject: " + b"=?a?q?" * 100_000 + b"\r\n\r\nhi",
    "5,001 links": HEAD + b"Content-Type: text/html\r\n\r\n" + b'<a href="https://x.example/a">link</a> ' * 5_001,
    "1 MB of HTML in one line": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<p>hello <b>you</b></p>" * 45_000,
    "HTML 200,000 deep": HEAD + b"Content-Type: text/html\r\n\r\nhello" + b"<div>" * 200_000,
    "HTML that never closes": HEAD + b"Content-Type: text/html\r\n\r\nhello" + b"<i><b><u></p>" * 70_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_as_far_as_is_sane(name):
    inbound = parse(BOMBS[name])
    assert len(inbound.text) <= door.TEXT_LIMIT
    assert len(inbound.attachments) <= 500
    assert len(inbound.raw_sha256) == 64


@pytest.mark.parametrize("name", ["100 MB", "10,000 parts", "1,000 deep", "a header of 10 MB"])
def test_what_was_left_out_of_a_bomb_is_named(name):
    assert any("only" in warning for warning in parse(BOMBS[name]).warnings)


@given(st.binary(max_size=2_000))
@settings(max_examples=300, deadline=None)
def test_no_bytes_stop_a_mail_from_arriving(raw):
    inbound = parse(raw)
    assert "\0" not in inbound.text
    assert inbound.text.encode("utf-8") is not None


LINES = [
    *(
        "From: Rob <rob@home.example>",
        "From: =?utf-8?q?=0d=0a?=",
        "Subject: =?x?b?====?=",
        "Date: 99 Foo 9999",
        "Date: ",
    ),
    *(
        "Content-Type: multipart/mixed; boundary=x",
        "Content-Type: text/html; charset=idna",
        "--x",
        "--x--",
        "",
        "-- ",
        ">",
    ),
    *("Content-Type: text/plain; charset*=''%ff", "Content-Type: message/rfc822", "Content-Transfer-Encoding: base64"),
    *(
        "Content-Transfer-Encoding: x-uuencode",
        "begin 666 x",
        "Content-Disposition: attachment; filename*0*=utf-16''%00",
    ),
    *(
        "\tfolded",
        " \ud800",
        "<div><blockquote>",
        "On 1.1.2026 10:00 Ana wrote:",
        "=?utf-8?b?/////w==?= <@>",
        "\x00\x0c",
    ),
]


@given(st.lists(st.sampled_from(LINES), max_size=25))
@settings(max_examples=500, deadline=None)
def test_no_order_of_broken_lines_stops_a_mail_from_arriving(lines):
    raw = "\r\n".join(lines).encode("utf-8", "surrogatepass")
    assert parse(raw) == parse(raw)


@pytest.mark.parametrize("fold", ["\r\n ", "\n ", "\r\n\t"])
def test_a_name_that_is_folded_hides_no_other_sender(fold):
    raw = f'From: "Rob{fold}Bcc: all@home.example" <rob@home.example>\r\n\r\nHello'.encode()

    assert parse(raw).from_address == "rob@home.example"
