import re

import pytest
from django.urls import reverse

from cast import NOW, answered, fresh, last_of, said, told
from unruffled.desk.conversations.models import Draft, Note
from unruffled.shells.console.views.corrections import read_by


def at(name, *args):
    return reverse(name, args=args)


def without_chance(page):
    """A page without what is drawn by lot each time."""
    return re.sub(rb'nonce="[^"]*"|X-CSRFToken": "[^"]*"', b"", page.content)


def post(browser, name, conversation, *args, **given):
    return browser.post(at(name, conversation.pk, *args), given)


def test_the_page_shows_who_writes_what_was_said_and_a_place_to_answer(mias, a_conversation):
    page = mias.get(at("conversation", a_conversation.pk))

    assert page.status_code == 200
    assert b"Ana" in page.content
    assert b"where is my lamp?" in page.content.replace(b"</mark>", b"")
    assert b'name="text"' in page.content


def test_whoever_belongs_elsewhere_gets_the_same_404_as_for_what_is_missing(browser_of, a_conversation, omar):
    browser = browser_of(omar)

    forbidden = browser.get(at("conversation", a_conversation.pk))
    missing = browser.get(at("conversation", 999_999))

    assert forbidden.status_code == missing.status_code == 404
    assert without_chance(forbidden) == without_chance(missing)


def test_nobody_signed_in_gets_the_way_in(client, a_conversation):
    page = client.get(at("conversation", a_conversation.pk))

    assert page.status_code == 302
    assert page["Location"].startswith("/sign-in?next=")


def test_a_page_costs_eleven_queries_however_long_the_thread(mias, mia, a_conversation, django_assert_max_num_queries):
    for n in range(12):
        said(a_conversation, f"And another thing, number {n}.")
        answered(a_conversation, f"Here is answer {n}.", by=mia)

    with django_assert_max_num_queries(11):
        mias.get(at("conversation", a_conversation.pk))


def test_naming_who_can_join_costs_one_query_more(mias, a_conversation, sam, django_assert_max_num_queries):
    said(a_conversation, "This is the third time. Get me your supervisor, now.")

    with django_assert_max_num_queries(12):
        page = mias.get(at("conversation", a_conversation.pk))
    assert b"Sam" in page.content


def test_a_reply_is_shown_with_the_seconds_in_which_it_can_be_taken_back(mias_open_page, a_conversation):
    islands = post(
        mias_open_page, "replies", a_conversation, text="It comes tomorrow at nine. Mia", seen=last_of(a_conversation)
    )

    assert islands.status_code == 200
    assert islands["HX-Trigger"] == '{"reply-sent": {}}'
    assert re.search(rb"Goes at \d\d:\d\d:\d\d", islands.content)
    assert b"Undo" in islands.content


def test_without_scripts_a_reply_leads_back_to_the_conversation(mias, a_conversation):
    page = post(mias, "replies", a_conversation, text="It comes tomorrow.", seen=last_of(a_conversation))

    assert page.status_code == 302
    assert page["Location"] == at("conversation", a_conversation.pk)


def test_an_open_place_is_named_and_nothing_is_sent(mias_open_page, a_conversation):
    islands = post(
        mias_open_page, "replies", a_conversation, text="I ring you by {time}.", seen=last_of(a_conversation)
    )

    assert islands.status_code == 422
    assert "Fill in ⟨time⟩ first" in islands.content.decode()
    assert "reply.held" not in told(a_conversation)


def test_a_refused_reply_keeps_its_words_without_scripts_too(mias, a_conversation):
    page = post(mias, "replies", a_conversation, text="I ring you by {time}.", seen=last_of(a_conversation))

    assert page.status_code == 422
    assert b"I ring you by {time}." in page.content


def test_a_reply_to_what_has_changed_says_who_wrote_and_shows_it(mias_open_page, noor, a_conversation):
    seen = last_of(a_conversation)
    answered(a_conversation, "I am Noor, I look after it.", by=noor)

    islands = post(mias_open_page, "replies", a_conversation, text="It comes tomorrow.", seen=seen)

    assert islands.status_code == 409
    assert b"Not sent: Noor answered at" in islands.content
    assert b"I am Noor, I look after it." in islands.content


def test_whoever_sends_again_after_reading_is_heard(mias_open_page, noor, a_conversation):
    answered(a_conversation, "I am Noor, I look after it.", by=noor)

    again = post(mias_open_page, "replies", a_conversation, text="So do I.", seen=last_of(a_conversation))

    assert again.status_code == 200


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "1.5"])
def test_a_broken_mark_of_what_was_seen_is_stale_and_not_an_error(mias_open_page, a_conversation, seen):
    assert post(mias_open_page, "replies", a_conversation, text="Hello", seen=seen).status_code in (200, 409)


def test_a_reply_can_be_taken_back_and_its_words_are_the_draft_again(mias_open_page, mia, a_conversation):
    post(mias_open_page, "replies", a_conversation, text="Too quick.", seen=last_of(a_conversation))

    islands = post(mias_open_page, "withdrawal", a_conversation, last_of(a_conversation))

    assert b'<div id="taken-back" hidden>Too quick.</div>' in islands.content
    assert "Too quick" not in str(islands.headers)
    assert Draft.objects.get(conversation=a_conversation, user=mia).text == "Too quick."


def test_nobody_takes_back_a_colleagues_reply(mias_open_page, noor, a_conversation):
    theirs = answered(a_conversation, "Noor here.", by=noor)

    islands = post(mias_open_page, "withdrawal", a_conversation, theirs.pk)

    assert b"Only whoever wrote it can take it back." in islands.content


def test_a_draft_is_kept_while_it_is_written(mias, mia, a_conversation):
    told_of_it = post(mias, "draft", a_conversation, text="Your lamp").json()

    assert told_of_it["state"] == "Draft kept"
    assert Draft.objects.get(conversation=a_conversation, user=mia).text == "Your lamp"
    assert b"Your lamp</textarea>" in mias.get(at("conversation", a_conversation.pk)).content


def test_a_note_says_that_only_the_team_sees_it_and_is_no_message(mias_open_page, a_conversation):
    before = last_of(a_conversation)

    islands = post(mias_open_page, "notes", a_conversation, text="The depot has it.")

    assert b"Only your team sees this" in islands.content
    assert Note.objects.get(conversation=a_conversation).text == "The depot has it."
    assert last_of(a_conversation) == before


def test_a_conversation_is_given_to_a_colleague(mias_open_page, noor, a_conversation):
    post(mias_open_page, "assignment", a_conversation, assignee=noor.pk)

    assert fresh(a_conversation).assignee == noor


def test_a_stranger_is_never_made_assignee(mias_open_page, a_conversation, omar):
    islands = post(mias_open_page, "assignment", a_conversation, assignee=omar.pk)

    assert islands.status_code == 422
    assert fresh(a_conversation).assignee is None


def test_backup_gets_a_word_of_why_as_a_note(mias_open_page, sam, a_conversation):
    islands = post(mias_open_page, "assignment", a_conversation, assignee=sam.pk, note="Needs a refund above 40.")

    assert fresh(a_conversation).assignee == sam
    assert b"Needs a refund above 40." in islands.content


def test_a_closed_conversation_can_be_opened_again(mias_open_page, a_conversation):
    closed = post(mias_open_page, "closing", a_conversation, outcome="resolved", root_cause="")
    assert fresh(a_conversation).status == "closed"
    assert b"Open it again" in closed.content

    post(mias_open_page, "reopening", a_conversation)
    assert fresh(a_conversation).status == "open"


def test_an_unknown_outcome_is_refused_in_words(mias_open_page, a_conversation):
    islands = post(mias_open_page, "closing", a_conversation, outcome="bored")

    assert islands.status_code == 422
    assert fresh(a_conversation).status == "open"


def test_a_human_reading_stays_and_is_shown_as_one(mias_open_page, an_angry_conversation):
    message = last_of(an_angry_conversation)

    islands = mias_open_page.post(at("corrections", message), {"field": "heat", "value": "1"})

    assert b"Uneasy" in islands.content
    assert b"Read by a person" in islands.content


def test_the_panel_says_who_read_it_and_what_else_it_could_show(mias, an_angry_conversation):
    message = an_angry_conversation.messages.get(pk=last_of(an_angry_conversation))
    shown = {signal["id"] for signal in message.reading["signals"]}

    panel = mias.get(at("corrections", message.pk)).content.decode()

    assert read_by(message.reading["reader"]) in panel
    assert '<option value="access_need">Needs an adjustment</option>' in panel
    assert shown
    assert not any(f'<option value="{signal}">' in panel for signal in shown)
    assert f'<option value="{message.reading["conduct"]}" selected>' in panel


def test_a_missed_signal_and_another_conduct_are_kept_from_the_panel(mias_open_page, an_angry_conversation):
    message = last_of(an_angry_conversation)

    for given in ({"field": "signal", "value": "access_need"}, {"field": "conduct", "value": "insult"}):
        assert mias_open_page.post(at("corrections", message), given).status_code == 200

    reading = an_angry_conversation.messages.get(pk=message).reading
    assert "access_need" in {signal["id"] for signal in reading["signals"]}
    assert reading["conduct"] == "insult"


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ("rules-3+2026.11.4", "Read by rules-3 and reader 2026.11.4"),
        ("rules-3+2026.11.4-fast+house-2", "Read by rules-3 and reader 2026.11.4, adjusted to this house (no. 2)"),
        ("rules-1", "Read by rules-1"),
        ("human", ""),
        ("", ""),
    ],
)
def test_a_reader_is_named_in_words(reader, words):
    assert read_by(reader) == words


@pytest.mark.parametrize("given", [{}, {"field": "heat", "value": "9"}, {"field": "name", "value": "x"}])
def test_a_correction_of_nothing_known_is_refused(mias_open_page, a_conversation, given):
    assert mias_open_page.post(at("corrections", last_of(a_conversation)), given).status_code == 422


def test_what_somebody_writes_is_shown_as_words_and_never_run(mias, a_conversation):
    said(a_conversation, "<script>alert(1)</script><img src=x onerror=alert(2)>", at=NOW)

    page = mias.get(at("conversation", a_conversation.pk)).content

    assert b"<script>alert" not in page
    assert b"<img src=x" not in page


def test_the_policy_of_the_page_lets_no_foreign_or_inline_script_run(mias, a_conversation):
    page = mias.get(at("conversation", a_conversation.pk))

    policy = page["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_an_open_page_gets_only_what_may_have_changed(mias_open_page, a_conversation):
    islands = mias_open_page.get(at("islands", a_conversation.pk)).content

    assert b"<html" not in islands
    assert b"<textarea" not in islands
    for island in (b'id="head"', b'id="turns"', b'id="guidance"', b'id="promises"', b'id="toast"'):
        assert island in islands


def test_two_answers_of_the_same_state_have_the_same_versions(mias_open_page, a_conversation):
    first, second = (mias_open_page.get(at("islands", a_conversation.pk)).content for _ in range(2))

    assert re.findall(rb'data-version="(\w+)"', first) == re.findall(rb'data-version="(\w+)"', second)


def test_danger_shows_a_card_until_a_person_closes_it_with_a_note(mias_open_page, a_dangerous_conversation):
    page = mias_open_page.get(at("islands", a_dangerous_conversation.pk))
    assert b"Stay with Ida." in page.content

    refused = post(mias_open_page, "safety_closing", a_dangerous_conversation, text=" ")
    assert refused.status_code == 422

    closed = post(mias_open_page, "safety_closing", a_dangerous_conversation, text="Plug is out, Sam has rung her.")
    assert b"Stay with Ida." not in closed.content


def test_we_can_write_first(mias, mia):
    page = mias.post(
        reverse("conversations"),
        {
            "name": "Ana",
            "channel": "email",
            "address": "ana@mail.example",
            "subject": "Your cot",
            "text": "It is here.",
        },
    )

    assert page.status_code == 302
    assert b"It is here." in mias.get(page["Location"]).content


def test_what_is_missing_in_a_first_message_is_named_beside_its_field(mias):
    page = mias.post(reverse("conversations"), {"name": "Ana", "channel": "email", "text": "It is here."})

    assert page.status_code == 422
    assert b'href="#id_address"' in page.content
    assert b"It is here." in page.content


def test_a_first_message_with_a_blank_is_not_sent_and_the_blank_is_named_beside_its_field(mias):
    given = {"name": "Ana", "channel": "email", "address": "ana@mail.example", "subject": "Your cot"}

    page = mias.post(reverse("conversations"), given | {"text": "I'll ring by ⟨time⟩."})

    assert page.status_code == 422
    assert b'href="#id_text"' in page.content
    assert "Fill in first: time." in page.content.decode()
    assert "ring by ⟨time⟩." in page.content.decode()


def test_what_a_customer_wrote_cannot_be_undone(mias_open_page, a_conversation):
    assert (
        b"Only a reply of ours" in post(mias_open_page, "withdrawal", a_conversation, last_of(a_conversation)).content
    )


def test_a_message_of_another_conversation_is_not_found(mias, a_conversation, an_angry_conversation):
    assert post(mias, "withdrawal", a_conversation, last_of(an_angry_conversation)).status_code == 404


def test_a_promise_is_kept_when_somebody_says_so(mias_open_page, mia, a_conversation):
    answered(a_conversation, "I will ring you tomorrow at 10:00.", by=mia)
    (promise,) = a_conversation.promises.all()

    islands = post(mias_open_page, "promises", a_conversation, promise=promise.pk, state="kept")

    assert islands.status_code == 200
    assert fresh(promise).state == "kept"


@pytest.mark.parametrize("promise", ["", "0", "x", "9" * 30])
def test_a_promise_that_nobody_made_is_not_found(mias_open_page, a_conversation, promise):
    assert post(mias_open_page, "promises", a_conversation, promise=promise, state="kept").status_code == 404


def test_the_head_says_what_it_has_cost_them_so_far(mias, a_conversation):
    a_conversation.context = a_conversation.context | {"history": {"contacts_30d": 3, "promises_broken": 2}}
    a_conversation.save(update_fields=["context"])
    for n in range(2):
        said(a_conversation, f"I have been waiting for nine days, this is letter {n}.")

    page = mias.get(at("conversation", a_conversation.pk)).content.decode()

    assert "<b>4th</b> contact in 30 days" in page
    assert "<b>2</b> promises not kept" in page
    assert "Spoke of waiting <b>" in page
