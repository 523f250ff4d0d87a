from hypothesis import given
from hypothesis import strategies as st

from unruffled.shells.console.screens.marks import Mark, marked

texts = st.text(max_size=60)
marks = st.lists(
    st.builds(Mark, st.integers(-3, 70), st.integers(-3, 70), st.sampled_from(["Angry", "<b>"])), max_size=6
)


def test_words_are_marked_with_what_they_show():
    assert marked("I want Sam now", [Mark(7, 10, "Asks for someone")]) == (
        'I want <mark data-shows="Asks for someone">Sam</mark> now'
    )


def test_what_the_customer_wrote_is_never_markup():
    assert marked("<img src=x onerror=alert(1)>", [Mark(0, 4, "Angry")]).startswith(
        '<mark data-shows="Angry">&lt;img</mark>'
    )


def test_marks_that_overlap_become_one_that_says_both():
    html = marked("nobody rang me", [Mark(0, 11, "A promise not kept"), Mark(7, 14, "Angry")])

    assert html == '<mark data-shows="A promise not kept · Angry">nobody rang me</mark>'


def test_conduct_is_marked_apart_from_heat():
    assert 'class="conduct"' in marked("you fool", [Mark(0, 8, "Insult", conduct=True)])


def test_spans_count_code_points_not_bytes():
    assert ">no date</mark>" in marked("🙂 no date", [Mark(2, 9, "No date")])


@given(texts, marks)
def test_no_mark_loses_or_adds_a_letter(text, given_marks):
    import html
    import re

    assert html.unescape(re.sub(r"</?mark[^>]*>", "", marked(text, given_marks))) == text
