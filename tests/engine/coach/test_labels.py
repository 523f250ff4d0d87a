"""A record says what happened: a word for a person is named, and what to write instead is offered."""

import pytest

from unruffled.engine.coach.labels import BadLabels, known, of_record, parsed


def stopped(text, name="Rob"):
    return [text[slice(*r.span)] for r in of_record(text, name=name) if r.level == "stop"]


@pytest.mark.parametrize(("text", "words"), known().examples)
def test_the_examples_of_the_file_hold(text, words):
    assert stopped(text) == ([words] if words else [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rob was rude and aggressive on the line.", ["rude", "aggressive"]),
        ("He's crazy.", ["crazy"]),
        ("The customer seemed a bit unhinged", ["unhinged"]),
        ("A very rude woman, see the recording", ["rude"]),
        ("Difficult. Wants a refund.", ["Difficult"]),
        ("Rob is a liar", ["liar"]),
        ("I found him impossible to deal with", ["impossible"]),
        ("She was demanding.", ["demanding"]),
        ("probably bipolar, he was paranoid", ["bipolar", "paranoid"]),
        ("Rob Miller was calm, awkward", ["awkward"]),
        ("He has an attitude problem", ["attitude problem"]),
    ],
)
def test_words_for_a_person_are_found_however_they_are_said(text, words):
    assert stopped(text, name="Rob Miller") == words


@pytest.mark.parametrize(
    "text",
    [
        "Rob is entitled to a refund of 40.",
        "Rob was difficult to reach on Tuesday.",
        "She was demanding a date, and got none.",
        "He wrote “this is insane” and asked for Sam.",
        "The lamp was impossible to assemble.",
        "It was a difficult month for the family.",
        "Karen Holt joined at 14:20.",
        "Rob was not rude.",
        "The plug is dim, the bulb is thick glass.",
        "",
    ],
)
def test_what_happened_passes(text):
    assert stopped(text) == []


def test_the_refusal_names_the_words_and_says_who_could_read_it():
    (remark,) = of_record("Ana is a difficult customer", name="Ana")

    assert remark.why.startswith("“difficult” is a word for a person. Ana could read this")
    assert remark.instead == "Ana asked for ⟨what⟩, and did not agree to ⟨what⟩"


def test_without_a_name_the_contact_is_meant():
    (remark,) = of_record("He is lying")

    assert "The contact could read this" in remark.why
    assert remark.instead.startswith("what the contact told us")


def test_a_diagnosis_is_called_one():
    (remark,) = of_record("She is bipolar", name="Ana")

    assert "is a diagnosis" in remark.why


def test_other_habits_are_advice_and_do_not_stop():
    (remark,) = of_record("You should have read the leaflet first.")

    assert (remark.id, remark.level) == ("blame_customer", "advice")


def test_what_to_write_instead_is_no_word_for_a_person_itself():
    for label in known().labels:
        assert stopped(label.instead.replace("{name}", "Ana"), name="Ana") == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("colour = 1", "colour is not known. Good ones: adjective"),
        ("[[noun]]\nwords = []", "needs words and instead"),
        ("[[noun]]\nwords = ['x']\nlevel = 1", "noun 1: level is not known"),
        ("[said]\nwho = []", "said.who is not known"),
        ("[refusal]\nlabel = 'x'", "refusal.diagnosis is missing"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(wrong, told):
    said = "\n".join(f"{key} = []" for key in ("person", "somebody", "object", "is", "adverb", "with_it"))
    whole = "\n".join(part for part in (
        "" if "[refusal]" in wrong else "[refusal]\nlabel='a'\ndiagnosis='b'",
        "" if "[said]" in wrong else f"[said]\n{said}",
    ))  # fmt: skip
    text = f"{wrong}\n{whole}" if not wrong.startswith("[") else f"{whole}\n{wrong}"

    with pytest.raises(BadLabels, match=r"labels\.toml") as refused:
        parsed(text)
    assert told in str(refused.value)


def test_what_is_said_after_an_and_is_said_of_the_same_person():
    assert stopped("Rob asked for a date and was rude.") == ["rude"]
    assert stopped("Rob is a difficult customer and was lying.") == ["difficult", "lying"]
