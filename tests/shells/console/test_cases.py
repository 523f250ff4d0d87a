"""The record of a case in a browser: readable by whom it is about, written field by field, printable; and the list."""

import re

import pytest
from django.urls import reverse

from cast import NOW, answered, fresh, minutes, said
from unruffled.desk.cases.models import Case


@pytest.fixture
def a_case(an_angry_conversation, mia):
    """Rob asks for somebody in charge, and Mia owns it."""
    said(an_angry_conversation, "Get me your supervisor NOW, this is the second time!", at=NOW + minutes(1))
    answered(
        an_angry_conversation,
        "You stayed home twice for a visit that we missed. That was our failure, and I am sorry, Rob. "
        "I'll ring you today at 16:30 with the engineer's time.",
        by=mia,
        at=NOW + minutes(3),
    )
    return Case.objects.get(conversation=an_angry_conversation)


def url(name, case, **query):
    return reverse(name, args=[case.pk], query=query or None)


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.content.decode()))


def test_the_page_says_what_happened_and_who_could_read_it(mias, a_case):
    page = words_of(mias.get(url("case", a_case)))

    assert "Rob could read this page." in page
    assert "wned our mistake" in page
    assert "Somebody with authority was needed" in page
    assert "16:30" in page


def test_a_record_costs_ten_queries_however_long_it_is(mias, mia, a_case, django_assert_max_num_queries):
    for n in range(8):
        said(a_case.conversation, f"And number {n}?", at=NOW + minutes(10 + n))
        answered(a_case.conversation, f"Number {n} comes on Friday by 12:00.", by=mia, at=NOW + minutes(10 + n))

    with django_assert_max_num_queries(10):
        mias.get(url("case", a_case))


def test_one_field_is_opened_written_and_kept(mias_open_page, a_case):
    form = mias_open_page.get(url("case_fields", a_case, field="need", edit=""))
    kept = mias_open_page.post(url("case_fields", a_case), {"field": "need", "text": "An engineer on Saturday."})

    assert b"<textarea" in form.content
    assert b"An engineer on Saturday." in kept.content
    assert b"Mia wrote this" in kept.content
    assert b"What happened" in kept.content
    assert b"<textarea" not in kept.content


def test_without_scripts_the_form_is_on_the_page(mias, a_case):
    page = mias.get(url("case", a_case, edit="tried"))
    kept = mias.post(url("case_fields", a_case), {"field": "tried", "text": "Rang the depot at 14:20."})

    assert b"<textarea" in page.content
    assert (kept.status_code, kept["Location"]) == (302, f"/cases/{a_case.pk}#f-tried")
    assert b"Rang the depot" in mias.get(url("case", a_case)).content


@pytest.mark.parametrize("browser", ["mias", "mias_open_page"])
def test_a_word_for_a_person_comes_back_with_its_sentence_and_the_text(request, browser, a_case):
    answer = request.getfixturevalue(browser).post(
        url("case_fields", a_case), {"field": "need", "text": "Rob is a difficult customer."}
    )

    assert answer.status_code == 422
    assert "“difficult” is a word for a person. Rob could read this" in words_of(answer)
    assert "Try: Rob asked for" in words_of(answer)
    assert b"Rob is a difficult customer." in answer.content
    assert fresh(a_case).edited == {}


def test_while_somebody_writes_the_remarks_come_and_nothing_is_kept(mias_open_page, a_case):
    remarks = mias_open_page.post(url("case_check", a_case), {"text": "He was lying."})
    none = mias_open_page.post(url("case_check", a_case), {"text": "He asked for a date."})

    assert "“lying” is a word for a person" in words_of(remarks)
    assert none.content.strip() == b""
    assert fresh(a_case).edited == {}


def test_what_was_written_goes_back_to_what_happened(mias_open_page, a_case):
    mias_open_page.post(url("case_fields", a_case), {"field": "need", "text": "A boat."})

    back = mias_open_page.post(url("case_fields", a_case), {"field": "need", "restore": "1"})

    assert b"A boat." not in back.content
    assert b"wrote this" not in back.content


def test_a_cause_is_chosen_and_a_wrong_one_is_not(mias_open_page, a_case):
    kept = mias_open_page.post(url("case_fields", a_case), {"field": "root_cause", "text": "process"})
    wrong = mias_open_page.post(url("case_fields", a_case), {"field": "root_cause", "text": "difficult"})

    assert b"How we work" in kept.content
    assert wrong.status_code == 422
    assert fresh(a_case).root_cause == "process"


@pytest.mark.parametrize("field", ["", "mood", "promises", "views"])
def test_there_are_no_other_fields(mias, a_case, field):
    assert mias.get(url("case_fields", a_case, field=field)).status_code == 404
    assert mias.post(url("case_fields", a_case), {"field": field, "text": "x"}).status_code == 404


def test_the_record_is_given_out_as_text(mias, a_case):
    answer = mias.get(url("case_text", a_case))

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="case-{a_case.pk}.txt"'
    text = answer.content.decode()
    assert text.startswith(f"Case C-{a_case.pk}: Rob\n")
    assert "<" not in text
    assert "16:30" in text


@pytest.mark.parametrize("name", ["case", "case_text", "case_fields", "case_check"])
def test_whoever_belongs_elsewhere_finds_no_case(browser_of, a_case, omar, name):
    browser = browser_of(omar)

    assert {browser.get(url(name, a_case)).status_code, browser.post(url(name, a_case)).status_code} <= {404, 405}


def test_the_conversation_leads_to_its_record_also_when_it_is_closed(mias, a_case):
    page = mias.get(reverse("conversation", args=[a_case.conversation_id]))
    assert f'href="/cases/{a_case.pk}"'.encode() in page.content

    mias.post(reverse("closing", args=[a_case.conversation_id]), {"outcome": "resolved"})

    page = mias.get(reverse("conversation", args=[a_case.conversation_id]))
    assert f'href="/cases/{a_case.pk}"'.encode() in page.content


def test_closing_proposes_and_lands_on_the_record(mias, mias_open_page, a_case):
    panel = mias_open_page.get(reverse("closing", args=[a_case.conversation_id]))
    alone = mias.get(reverse("closing", args=[a_case.conversation_id]))
    closed = mias_open_page.post(
        reverse("closing", args=[a_case.conversation_id]), {"outcome": "escalated_open", "root_cause": "process"}
    )

    assert b"Close with Rob" in panel.content
    assert b"The case record opens next." in panel.content
    assert b"<html" in alone.content
    assert closed["HX-Redirect"] == f"/cases/{a_case.pk}"
    assert b"With someone who has more authority" in mias.get(url("case", a_case)).content


def test_closing_what_was_never_difficult_stays_where_it_was(mias, a_conversation):
    answer = mias.post(reverse("closing", args=[a_conversation.pk]), {"outcome": "resolved"})

    assert answer["Location"] == f"/conversations/{a_conversation.pk}"


def test_the_list_has_open_and_closed_ones_and_says_so_when_there_is_none(browser_of, sam, mias, a_case):
    sams = browser_of(sam)

    assert b"Rob" in sams.get(reverse("cases")).content
    assert b"No case has been closed yet." in sams.get("/cases?state=closed").content
    mias.post(reverse("closing", args=[a_case.conversation_id]), {"outcome": "resolved"})
    assert b"No case is open." in sams.get(reverse("cases")).content
    assert b"Settled" in sams.get("/cases?state=closed").content


@pytest.mark.parametrize("query", ["state=mine", "after=x", "after=-1"])
def test_a_list_that_does_not_exist_is_not_found(mias, query):
    assert mias.get(f"/cases?{query}").status_code == 404


def test_fifty_cases_cost_five_queries_and_the_rest_is_a_page_further(
    browser_of, sam, a_conversation, django_assert_max_num_queries
):
    Case.objects.bulk_create(
        Case(conversation=a_conversation, opened_at=NOW, closed_at=NOW, opened_because=["legal"]) for _ in range(60)
    )
    browser = browser_of(sam)

    with django_assert_max_num_queries(6):
        page = browser.get("/cases?state=closed")

    assert page.content.count(b'class="row"') == 50
    assert b"Older ones" in page.content


def test_whoever_leads_has_the_list_in_the_rail(browser_of, sam, mias):
    assert b'href="/cases"' in browser_of(sam).get("/search").content
    assert b'href="/cases"' not in mias.get("/search").content
