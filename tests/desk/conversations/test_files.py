"""Files that come with a mail: kept once each, as what they are, and had by those who may see the conversation."""

import pytest

from cast import NOW, an_inbound, minutes, said
from letters import a_mail, a_picture, arrived
from unruffled.channels.envelope import Attachment as Came
from unruffled.desk.conversations import queries
from unruffled.desk.conversations.models import Attachment, StoredFile
from unruffled.desk.conversations.queries import NotFound, thread_of, window_of
from unruffled.desk.flows import receive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("care")]

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def files_of(message):
    (row,) = (row for row in thread_of(message.conversation) if row.id == message.pk and row.kind == "message")
    return row.files


def test_a_mail_keeps_its_files_and_says_what_they_are():
    message = arrived(a_mail(files=[("lamp.png", "image/png", a_picture()), ("bill.pdf", "application/pdf", b"%PDF-")]))

    assert [(f.name, f.kind, f.picture, f.kept) for f in files_of(message)] == [
        ("lamp.png", "PNG picture", True, True),
        ("bill.pdf", "PDF", False, True),
    ]


def test_what_calls_itself_a_picture_and_is_none_is_not_shown_as_one():
    message = arrived(a_mail(files=[("cat.png", "image/png", SVG), ("dog.jpg", "image/jpeg", b"<html><script>")]))

    assert [(f.kind, f.picture) for f in files_of(message)] == [("SVG drawing", False), ("Web page", False)]


def test_a_picture_of_a_million_million_points_is_a_file_only():
    message = arrived(a_mail(files=[("small.png", "image/png", a_picture(1_000_000, 1_000_000))]))

    assert not files_of(message)[0].picture


def test_names_are_one_harmless_line():
    raw = a_mail(files=[("NAME", "text/plain", b"x"), ("..\\..\\boot.ini", "text/plain", b"y")])
    message = arrived(raw.replace(b'"NAME"', b'"=?utf-8?q?../../etc/pass=0Awd=0D=22;x?="'))

    assert [f.name for f in files_of(message)] == ['pass wd ";x', "boot.ini"]


def test_the_same_logo_below_every_mail_is_kept_once():
    for n in range(3):
        arrived(a_mail(f"Letter {n}.", files=[("logo.png", "image/png", a_picture())]), now=NOW + minutes(n))

    assert Attachment.objects.count() == 3
    assert StoredFile.objects.count() == 1


def test_thirty_megabytes_are_named_and_not_kept():
    inbound = an_inbound(
        channel="email",
        from_address="ana@mail.example",
        attachments=(Came("film.mp4", "video/mp4", 30_000_000, content=b"\x00" * 30_000_000),),
    )
    message = receive.receive(inbound=inbound, now=NOW).message

    (file,) = files_of(message)
    assert (file.size, file.kept) == (30_000_000, False)
    assert StoredFile.objects.count() == 0


def test_many_files_are_kept_up_to_a_bound_and_the_rest_is_named():
    content = b"a" * 15_000_000
    given = tuple(Came(f"{n}.txt", "text/plain", len(content), content=content) for n in range(4))
    inbound = an_inbound(channel="email", from_address="ana@mail.example", attachments=given)
    message = receive.receive(inbound=inbound, now=NOW).message

    assert [f.kept for f in files_of(message)] == [True, True, False, False]


def test_a_mail_that_breaks_off_says_that_its_last_file_is_not_whole():
    raw = a_mail(files=[("one.png", "image/png", a_picture()), ("two.png", "image/png", a_picture(9, 9))])
    message = arrived(raw[:-160])

    assert [(f.name, f.whole, f.picture) for f in files_of(message)] == [
        ("one.png", True, True),
        ("two.png", False, False),
    ]


def test_an_attached_mail_is_a_file_that_can_be_had(mia):
    message = arrived(a_mail(files=[]).replace(b"Please see the picture.", b"See below."))
    inner = a_mail("The first letter.")
    inbound = an_inbound(
        channel="email",
        from_address="ana@mail.example",
        attachments=(Came("x", "message/rfc822", len(inner), content=inner),),
    )
    message = receive.receive(inbound=inbound, now=NOW).message

    (file,) = files_of(message)
    assert file.kind == "Mail"
    assert b"The first letter." in queries.file_for(mia, message.pk, file.id).content


def test_a_file_is_had_by_the_team_and_by_nobody_else(mia, omar, a_conversation):
    message = arrived(a_mail(files=[("bill.pdf", "application/pdf", b"%PDF-1")]))
    (file,) = files_of(message)

    assert queries.file_for(mia, message.pk, file.id).content == b"%PDF-1"
    other = said(a_conversation, "Hello?")
    for person, of in ((omar, message), (mia, other)):
        with pytest.raises(NotFound):
            queries.file_for(person, of.pk, file.id)


def test_what_was_quoted_and_the_signature_are_folded_and_never_read():
    raw = a_mail("My lamp is broken.\n\n-- \nAna\nHead of Lamps\n\nOn Tue, Mia wrote:\n> You stupid idiot\n> Regards\n")
    message = arrived(raw)
    (row,) = (row for row in thread_of(message.conversation) if row.kind == "message")

    assert row.text == "My lamp is broken."
    assert "Head of Lamps" in row.signature + row.quoted
    assert "stupid idiot" in row.quoted
    assert row.conduct == "ok"


def test_a_thread_of_four_hundred_shows_its_last_sixty_and_the_way_to_the_rest(
    a_conversation, django_assert_num_queries
):
    from unruffled.desk.conversations.models import Message

    Message.objects.bulk_create(
        Message(conversation=a_conversation, by="customer", channel="chat", text=f"Line {n}", sent_at=NOW + minutes(n))
        for n in range(1, 400)
    )
    with django_assert_num_queries(2):
        newest = window_of(a_conversation)
    said_here = [row for row in newest.rows if row.kind == "message"]
    assert [said_here[0].n, said_here[-1].n, len(said_here)] == [341, 400, 60]

    pages, earlier = [newest], newest.earlier
    while earlier:
        pages.append(window_of(a_conversation, before=earlier))
        earlier = pages[-1].earlier
    numbers = [row.n for page in reversed(pages) for row in page.rows if row.kind == "message"]
    assert numbers == list(range(1, 401))
    assert len(pages) == 7


def test_what_happened_between_two_windows_is_in_one_of_them(a_conversation, mia):
    from unruffled.desk.flows import note

    for n in range(1, 8):
        said(a_conversation, f"Line {n}", at=NOW + minutes(2 * n), sent_at=NOW + minutes(2 * n))
        note.add(conversation=a_conversation, author=mia, text=f"Note {n}", now=NOW + minutes(2 * n + 1))

    newest = window_of(a_conversation, last=3)
    middle = window_of(a_conversation, last=3, before=newest.earlier)
    first = window_of(a_conversation, last=3, before=middle.earlier)

    notes = [row.text for page in (first, middle, newest) for row in page.rows if row.kind == "note"]
    assert notes == [f"Note {n}" for n in range(1, 8)]
