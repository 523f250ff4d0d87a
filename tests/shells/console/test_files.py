"""Files and mails as they were sent: handed over so that nothing in them runs, to those who may see them."""

import re

import pytest
from django.urls import reverse

from cast import last_of
from letters import a_mail, a_picture, arrived

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("care")]

PAGE = (
    '<p>Look: <img src="cid:lamp@mail"> <img src="https://spy.example/a.gif" alt="pixel">'
    '<a href="https://evil.example/pay">our bank</a><script>alert(1)</script><svg onload="alert(2)"></svg>'
    '<form action="https://evil.example"><input name="password"><button>Go</button></form>'
    '<p style="background:url(https://spy.example/b.gif)">styled</p><iframe src="https://spy.example"></iframe>'
)


def the_file(browser, name, kind, content, **asked):
    """What a browser gets for a file of this name and type."""
    message = arrived(a_mail(files=[(name, kind, content)]))
    (file,) = message.attachments.all()
    return browser.get(reverse("file", args=[message.pk, file.pk]), asked)


def test_a_picture_is_shown_from_our_own_address_and_can_run_nothing(mias):
    answer = the_file(mias, "lamp.png", "image/png", a_picture())

    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == 'inline; filename="lamp.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.content == a_picture()


def test_a_picture_can_be_saved_too(mias):
    answer = the_file(mias, "lamp.png", "image/png", a_picture(), save="")

    assert answer["Content-Disposition"] == 'attachment; filename="lamp.png"'
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("cat.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("cat.png", "image/png", b"<html><script>alert(1)</script></html>"),
        ("page.html", "text/html", b"<script>alert(1)</script>"),
        ("bill.pdf", "application/pdf", b"%PDF-1.7"),
        ("words.txt", "text/plain", b"hello"),
    ],
)
def test_everything_else_is_only_ever_handed_over_to_be_saved(mias, name, kind, content):
    answer = the_file(mias, name, kind, content)

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_name_with_signs_of_a_header_stays_a_name(mias):
    answer = the_file(mias, 'a";\u2028x=é.txt', "text/plain", b"hello")

    assert "\n" not in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment; filename")


def test_the_page_shows_pictures_blurred_and_the_rest_by_name(mias):
    message = arrived(
        a_mail(
            files=[("lamp.png", "image/png", a_picture()), ("<b>bill.pdf", "application/pdf", b"%PDF-" + b"x" * 2000)]
        )
    )
    page = mias.get(reverse("conversation", args=[message.conversation_id])).content.decode()

    assert "PNG picture" in page
    assert "&lt;b&gt;bill.pdf" in page
    assert "PDF, 2 kB" in page
    assert len(re.findall(r"<img ", page)) == 1


def test_a_mail_as_it_was_sent_loads_nothing_runs_nothing_and_leads_nowhere(mias):
    message = arrived(a_mail(html=PAGE, inside=[("lamp@mail", a_picture())]))
    answer = mias.get(reverse("as_sent", args=[message.pk]))
    page = answer.content.decode()

    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'; img-src data:")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert page.count("<img") == 1
    assert 'src="data:image/png;base64,' in page
    assert "our bank</u> (https://evil.example/pay)" in page
    assert "One picture was not loaded." in page
    for bad in ("<script", "alert(", "<form", "<input", "<svg", "<iframe", "href=", "url(", "spy.example"):
        assert bad not in page


def test_text_stays_what_is_shown_first(mias):
    message = arrived(a_mail("The words.", html="<p>The <b>page</b>.</p>"))
    page = mias.get(reverse("conversation", args=[message.conversation_id])).content.decode()

    assert "The words." in page
    assert "Show as sent" in page
    assert "<b>page</b>" not in page


def test_a_message_without_a_page_has_none(mias, a_conversation):
    assert mias.get(reverse("as_sent", args=[last_of(a_conversation)])).status_code == 404


def test_files_and_pages_of_others_are_not_found(browser_of, omar):
    message = arrived(a_mail(html="<p>x</p>", files=[("bill.pdf", "application/pdf", b"%PDF-1")]))
    file = message.attachments.get()
    browser = browser_of(omar)

    assert browser.get(reverse("file", args=[message.pk, file.pk])).status_code == 404
    assert browser.get(reverse("as_sent", args=[message.pk])).status_code == 404


def test_a_file_too_large_to_keep_says_so_and_cannot_be_asked_for(mias):
    from unruffled.desk.conversations.models import Attachment

    message = arrived(a_mail())
    file = Attachment.objects.create(message=message, name="film.mp4", type="video/mp4", size=30_000_000)
    page = mias.get(reverse("conversation", args=[message.conversation_id])).content.decode()

    assert "Film, 30.0 MB, too large to keep here" in page
    assert mias.get(reverse("file", args=[message.pk, file.pk])).status_code == 404


def test_older_messages_are_a_click_away_with_scripts_and_without(mias, mias_open_page, a_conversation):
    from cast import NOW, minutes
    from unruffled.desk.conversations.models import Message

    Message.objects.bulk_create(
        Message(conversation=a_conversation, by="customer", channel="chat", text=f"Line {n}.", sent_at=NOW + minutes(n))
        for n in range(1, 100)
    )
    page = mias.get(reverse("conversation", args=[a_conversation.pk])).content.decode()
    before = re.search(r"\?before=(\d+)", page)[1]
    assert "Line 99." in page
    assert "Line 39." not in page

    whole = mias.get(reverse("conversation", args=[a_conversation.pk]), {"before": before}).content.decode()
    piece = mias_open_page.get(reverse("earlier", args=[a_conversation.pk]), {"before": before}).content.decode()
    assert "Line 39." in whole
    assert "To the newest messages" in whole
    assert "data-older" in piece
    assert "Line 39." in piece
    assert "<html" not in piece
