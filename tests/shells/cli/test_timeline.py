"""The timeline: what a person sees, at 80 columns, with and without colours, and that no text can steer the screen."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unruffled.engine.follow import follow
from unruffled.engine.vocabulary import Promise, Reading, Remark, Signal, Story, Turn
from unruffled.shells.cli.timeline import Style, draw, remarked, style_of

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def turns(*said):
    return tuple(Turn(n, by, float(n), text, "chat") for n, (by, text) in enumerate(said, start=1))


def a_story(*said, **more):
    return Story(channel="chat", turns=turns(*said), id="lamp", source="lamp.txt", **more)


def hot(turn, score, *words, conduct="ok"):
    signals = tuple(Signal("anger", 0.9, ((at := turn.text.index(word), at + len(word)),)) for word in words)
    return Reading(turn=turn, heat_score=score, conduct=conduct, signals=signals, reader="test")


RISING = a_story(
    ("customer", "Where is it?"), ("agent", "I will ring you by 16:30."), ("customer", "You are ALL useless.")
)
READINGS = {
    1: hot(RISING.turns[0], 1.0),
    2: Reading(RISING.turns[1], promises=(Promise("agent", "ring you", "by 16:30", 60.0, (2, 24)),), reader="test"),
    3: hot(RISING.turns[2], 3.4, "ALL useless", conduct="insult"),
}


def page(story=RISING, known=READINGS, **style):
    return draw(story, follow(story, known=known), style=Style(**style))


def test_the_heat_line_goes_right_where_it_gets_hotter():
    lines = page().splitlines()
    points = [line.index("●") for line in lines if "●" in line]
    assert points == [3, 8]
    assert any(line[3] == "╰" and line[8] == "╮" for line in lines if len(line) > 8)


def test_heat_has_its_word_and_its_number_and_says_where_it_goes():
    assert "Uneasy 1.0" in page()
    assert "Intense 3.4 rising" in page()


def test_what_is_in_doubt_has_a_hollow_point_and_could_be_so():
    doubt = Signal("frustration", 0.55, ((8, 19),), sure=False)
    shown = page(known=READINGS | {3: replace(READINGS[3], heat_sure=False, signals=(doubt,))})

    assert "could be Intense 3.4 rising" in shown
    assert "could be frustration “ALL useless”" in shown
    assert (shown.count("●"), shown.count("○")) == (1, 1)


def test_the_words_that_show_it_are_quoted_and_on_a_screen_underlined():
    assert "anger “ALL useless”" in page()
    assert re.search(r"\x1b\[4[;0-9]*mALL useless\x1b", page(is_screen=True))


def test_a_transcript_without_times_shows_none():
    timeless = replace(RISING, turns=tuple(replace(turn, at=0.0) for turn in RISING.turns))

    assert "+" in page()
    assert "+0 min" not in page(timeless)


def test_promises_stage_next_move_and_what_to_avoid_are_there():
    shown = page()
    for label in ("promise  agent: ring you (by 16:30)", "stage ", "next ", "because ", "avoid "):
        assert label in shown
    assert "peak Intense, now Intense · 1 promise to keep" in shown


def test_conduct_is_marked_from_insult_up_only():
    assert "■ insult" in page()
    rude = {3: hot(RISING.turns[2], 3.4, "ALL useless", conduct="rude")}
    assert "■" not in page(known=READINGS | rude)


@pytest.mark.parametrize("width", [48, 80, 100])
def test_no_line_is_wider_than_the_screen(width):
    story = a_story(("customer", "word " * 80 + "x" * 300), ("agent", "灯" * 200))
    lines = page(story, {1: hot(story.turns[0], 4.0)}, width=width).splitlines()
    assert max(len(line) for line in lines if "灯" not in line) <= width
    assert max(2 * line.count("灯") for line in lines) <= width


def test_without_a_screen_there_is_no_escape_and_without_colours_no_colour():
    assert "\x1b" not in page()
    assert "\x1b[38;5" not in page(is_screen=True, no_color=True)
    assert "\x1b[38;5" in page(is_screen=True)


def test_no_color_of_the_environment_is_respected(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert not style_of(io.StringIO()).no_color
    monkeypatch.setenv("NO_COLOR", "1")
    assert style_of(io.StringIO()).no_color
    monkeypatch.delenv("NO_COLOR")
    assert style_of(io.StringIO(), plain=True).no_color


def test_a_pipe_is_80_columns_of_plain_text():
    assert style_of(io.StringIO()) == Style(width=80, is_screen=False, no_color=False)


@pytest.mark.parametrize(
    "attack",
    [
        "\x1b[2J\x1b[31mred",
        "\x1b]0;title\x07",
        "\x9b31m",
        "\x1b]8;;https://x.example\x1b\\link",
        "a\u202eb\u2066c",
        "back\x08\x08\x08space",
        "over\rwritten",
        "[bold red]markup[/bold red]",
        "\x00\x0b\x0c\x7f",
    ],
)
def test_words_cannot_steer_the_screen(attack):
    story = Story("chat", turns(("customer", attack), ("agent", attack)), id=attack, source=attack, warnings=(attack,))
    shown = ESCAPES.sub("", page(story, {1: hot(story.turns[0], 2.0)}, is_screen=True))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert "[bold red]" in shown or "bold" not in attack


@given(st.text(max_size=200), st.floats(0, 4), st.data())
@settings(max_examples=150, deadline=None)
def test_any_text_and_any_places_can_be_drawn(text, score, data):
    story = a_story(("customer", text or "x"), ("agent", text or "x"))
    start = data.draw(st.integers(0, len(text)))
    reading = Reading(
        story.turns[0],
        heat_score=score,
        conduct="ok",
        signals=(Signal("anger", 0.5, ((start, data.draw(st.integers(start, len(text)))),)),),
        reader="test",
    )
    assert draw(story, follow(story, known={1: reading, 2: Reading(story.turns[1], reader="test")}), style=Style())


def test_a_very_long_turn_is_shown_by_its_beginning():
    story = a_story(("customer", "word " * 5_000))
    assert "23,500 more characters" in page(story, {1: hot(story.turns[0], 2.0)})


def test_remarks_quote_the_words_and_say_what_to_try():
    remark = Remark("vague_promise", "advice", (0, 4), "No name, no time.", "I'll ring you by 16:30.")
    shown = remarked("Soon we will call.", [remark], style=Style())
    assert "advice" in shown
    assert "vague promise “Soon”" in shown
    assert "I'll ring you by 16:30." in shown


def test_a_good_draft_gets_quiet():
    assert "Nothing to add. You have it." in remarked("I'll ring you by 16:30.", [], style=Style())
