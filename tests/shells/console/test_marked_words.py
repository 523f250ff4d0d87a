import pytest
from hypothesis import given
from hypothesis import strategies as st

from unruffled.shells.console.screens.marked_words import Mark, marked

texts = st.text(max_size=60)
marks = st.lists(
    st.builds(Mark, st.integers(-3, 70), st.integers(-3, 70), st.sampled_from(["Angry", "<b>"])), max_size=6
)


def test_words_are_marked_with_what_they_show():
    assert marked("I want Sam and I want it today", [Mark(7, 10, "Asks for someone")]) == (
        'I want <mark data-shows="Asks for someone">Sam</mark> and I want it today'
    )


@pytest.mark.parametrize(
    ("text", "shown", "words"),
    [
        ("What happens now? I wait.", "What happens", "What happens now?"),
        ("So what are you going to do?", "So what are you going to", "So what are you going to do?"),
        ("My wife always did these things, she did.", "always did these", "always did these things"),
        ("I asked you twice and received the same line.", "asked you twice and", "asked you twice"),
        ("The van never came on the day that you said.", "never came", "never came"),
        ("Thank you for the long letter that you wrote", "Thank", "Thank you"),
        ("[raised voice] I will not wait for this any more", "[raised voice]", "[raised voice]"),
        ("I told them twice and they sent the same line", "twice and", "twice"),
        ("Nobody rang\nand I waited for all of the day", "Nobody rang", "Nobody rang"),
    ],
)
def test_a_mark_is_a_whole_phrase(text, shown, words):
    start = text.index(shown)

    assert f">{words}</mark>" in marked(text, [Mark(start, start + len(shown), "Angry")])


def test_an_insult_is_marked_as_it_was_said_and_no_mark_runs_into_the_next():
    assert ">you fool</mark> again." in marked("Well, you fool again.", [Mark(6, 14, "Insult", conduct=True)])
    assert ">Where</mark> <mark" in marked("Where is it?", [Mark(0, 5, "Asks"), Mark(6, 11, "Angry")])


def test_what_the_customer_wrote_is_never_markup():
    assert marked("<img src=x onerror=alert(1)>", [Mark(0, 4, "Angry")]).startswith(
        '<mark data-shows="Angry">&lt;img</mark>'
    )


def test_marks_that_overlap_become_one_that_says_both():
    html = marked("nobody rang me", [Mark(0, 11, "A promise not kept"), Mark(7, 14, "Angry")])

    assert html == '<mark data-shows="A promise not kept · Angry">nobody rang me</mark>'


def test_a_mark_that_is_sure_stays_sure_where_one_in_doubt_overlaps_it():
    doubt = Mark(7, 14, "Could be: angry", sure=False)
    html = marked("nobody rang me", [Mark(0, 11, "A promise not kept"), doubt])

    assert html == '<mark data-shows="A promise not kept · Could be: angry">nobody rang me</mark>'
    assert "data-unsure" in marked("nobody rang me", [doubt])


def test_conduct_is_marked_apart_from_heat():
    assert 'class="conduct"' in marked("you fool", [Mark(0, 8, "Insult", conduct=True)])


def test_spans_count_code_points_not_bytes():
    assert ">no date</mark>" in marked("🙂 no date", [Mark(2, 9, "No date")])


@given(texts, marks)
def test_no_mark_loses_or_adds_a_letter(text, given_marks):
    import html
    import re

    assert html.unescape(re.sub(r"</?mark[^>]*>", "", marked(text, given_marks))) == text
