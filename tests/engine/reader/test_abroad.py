"""Danger in German, French and Spanish is heard, and nothing else of such a message is guessed."""

import json
import tomllib
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from tests.engine.reader.saying import hear

from unruffled.engine.follow import follow
from unruffled.engine.reader import abroad
from unruffled.engine.reader.lexicon import PhraseError
from unruffled.engine.vocabulary import DANGERS, Reading, Signal, Story, Turn

HERE = Path(__file__).parent
WRITTEN_BEFORE = tomllib.loads((HERE / "abroad.toml").read_text("utf-8"))
EXAMPLES = [
    (code, example)
    for code, (book, _) in abroad.books().items()
    for e in book.entries.values()
    for example in e.examples
]


def dangers(text):
    return {signal.id for signal in hear(text).signals if signal.id in DANGERS}


def test_dangers_are_heard_in_german_spanish_and_french():
    assert list(abroad.books()) == ["de", "es", "fr"]


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=lambda e: getattr(e, "text", e)[:50])
def test_an_example_is_heard_or_is_a_near_miss(code, example):
    heard = abroad.heard(example.text)

    assert (example.id in {signal.id for signal in heard.signals}) is example.fits
    assert not example.fits or heard.language == code


@pytest.mark.parametrize("code", ["de", "es", "fr"])
@pytest.mark.parametrize("danger", DANGERS)
def test_every_file_has_an_example_that_fits_and_one_near_miss(code, danger):
    fits = [example.fits for example in abroad.books()[code][0].entries[danger].examples]

    assert {True, False} <= set(fits)


@pytest.mark.parametrize("code", ["de", "es", "fr"])
def test_of_dangers_written_before_the_phrases_nine_in_ten_are_heard(code):
    said = [(danger, text) for danger in DANGERS for text in WRITTEN_BEFORE[code][danger]["texts"]]
    heard = [danger in dangers(text) for danger, text in said]

    assert len(heard) >= 24
    assert sum(heard) >= 0.9 * len(heard)


@pytest.mark.parametrize("code", ["de", "es", "fr"])
def test_what_only_sounds_like_a_danger_hardly_ever_alarms_anybody(code):
    alarmed = [text for text in WRITTEN_BEFORE[code]["harmless"]["texts"] if dangers(text)]

    assert len(alarmed) <= 1, alarmed


def test_no_english_line_is_heard_as_danger_in_another_language():
    """Ten thousand English lines: the phrases of others never fire in them."""
    files = sorted((HERE.parents[2] / "training" / "lines").glob("*.jsonl"))
    rows = map(json.loads, chain.from_iterable(file.read_text("utf-8").splitlines() for file in files))
    texts = [row.get("t") or row.get("text") or "" for row in rows]

    assert len(texts) > 10_000
    assert [text for text in texts if abroad.heard(text).signals] == []


def test_in_an_english_message_no_phrase_of_another_language_is_tried():
    steps = [book.steps for book, _ in abroad.books().values()]

    abroad.heard("My order has not arrived and nobody picks up, I would like my money back today please.")

    assert [book.steps for book, _ in abroad.books().values()] == steps


def test_the_words_that_show_it_are_pointed_at():
    reading = hear("Hallo, ich bring mich um.")

    assert reading.words("self_harm") == ("bring mich um",)


def test_the_message_stays_unread_and_the_safety_card_opens():
    turn = Turn(1, "customer", 0.0, "Ich will nicht mehr leben.", "chat")
    [step] = follow(Story("chat", (turn,)))

    assert (step.reading.language, step.reading.heat_score, step.reading.conduct) == ("de", None, "ok")
    assert step.situation.stage == "safety"
    assert step.situation["danger"] == "self_harm"
    assert [move.id for move in step.moves][:1] == ["safety_protocol"]


def test_a_few_words_of_danger_are_in_the_language_of_their_phrase():
    assert hear("Gasgeruch!").language == "de"


def test_a_threat_in_spanish_is_a_threat():
    reading = hear("Te voy a matar, ladrón.")

    assert (reading.language, reading.conduct) == ("es", "threat")


def test_a_danger_in_another_language_is_heard_in_an_english_message_too():
    reading = hear("I have been waiting for three weeks and nobody calls me back. Je veux mourir.")

    assert reading.has("self_harm")
    assert reading.heat_score is not None


def test_one_danger_in_two_languages_shows_both_places():
    reading = hear("I want to kill myself. Ich will nicht mehr leben, ich kann das alles nicht mehr ertragen.")

    assert len(reading.words("self_harm")) == 2


@pytest.mark.parametrize(
    ("again", "confidence", "spans", "sure"),
    [
        (Signal("threat_violence", 0.9, ((0, 4),)), 0.55, ((0, 4),), False),
        (Signal("threat_violence", 0.8, ((0, 4), (9, 12))), 0.8, ((0, 4), (9, 12)), True),
        (Signal("threat_violence", 0.58, ((0, 4), (9, 12))), 0.58, ((0, 4), (9, 12)), False),
        (Signal("threat_violence", 0.6, ((9, 12),)), 0.82, ((0, 4), (9, 12)), True),
    ],
)
def test_words_that_are_read_already_are_not_counted_again(again, confidence, spans, sure):
    read = Reading(Turn(1, "customer", 0.0, "Come down hier.", "chat"), reader="test")
    read = replace(read, signals=(Signal("threat_violence", 0.55, ((0, 4),), sure=False),))
    [found] = abroad.added(read, abroad.Heard("de", (again,))).signals

    assert found == Signal("threat_violence", pytest.approx(confidence), spans, sure)


def test_staff_are_not_searched_for_danger():
    turn = Turn(1, "agent", 0.0, "Ich bring mich um.", "chat")
    [step] = follow(Story("chat", (turn,)))

    assert step.reading.signals == ()


def test_a_folder_that_is_no_language_and_a_file_that_is_no_danger_are_named(monkeypatch):
    with pytest.raises(PhraseError, match="xx: unknown language; good are de"):
        abroad._book("xx")
    monkeypatch.setattr(abroad, "DANGERS", ("self_harm",))
    with pytest.raises(PhraseError, match=r"safety_hazard\.toml: unknown danger; good are self_harm"):
        abroad._book("de")
