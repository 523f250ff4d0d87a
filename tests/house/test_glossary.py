"""One word for one thing: every table has its words in the glossary, and the screen uses no word that it rules out."""

import re
from dataclasses import is_dataclass
from pathlib import Path

import pytest
from django.apps import apps

from unruffled.engine import vocabulary

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
PLAIN = {"context", "evidence", "question", "span", "step", "words"}  # mean here what they mean everywhere


def rows():
    """Return (words, meaning, words not to use) of every line of the table."""
    lines = [line.split("|")[1:4] for line in GLOSSARY.splitlines() if line.startswith("|")]
    return [(words_of(words), meaning.strip(), words_of(others)) for words, meaning, others in lines[2:]]


def words_of(cell):
    return [word.strip() for word in cell.split(",") if word.strip()]


def in_words(name):
    return [word.lower() for word in re.findall(r"[A-Z][a-z]+", name)]


def tables():
    return [model.__name__ for model in apps.get_models() if model.__module__.startswith("unruffled.")]


def test_every_word_has_a_meaning_and_stands_there_once():
    words = [word for terms, _, _ in rows() for word in terms]

    assert all(meaning for _, meaning, _ in rows())
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("name", tables())
def test_every_table_is_named_with_words_of_the_glossary(name):
    missing = [word for word in in_words(name) if not re.search(rf"\b{word}s?\b", GLOSSARY.lower())]

    assert missing == []


def test_what_the_engine_passes_along_is_named_with_words_of_the_glossary():
    names = [name for name, thing in vars(vocabulary).items() if is_dataclass(thing) and isinstance(thing, type)]
    used = {word for name in names for word in in_words(name)} - PLAIN

    assert {word for word in used if not re.search(rf"\b{word}s?\b", GLOSSARY.lower())} == set()


def test_the_screen_uses_no_word_that_the_glossary_rules_out():
    terms = {word for words, _, _ in rows() for word in words}
    ruled_out = {word for _, _, others in rows() for word in others} - terms
    templates = ROOT / "src/unruffled/shells/console/templates"
    used = {
        (file.name, word)
        for file in templates.rglob("*.html")
        for word in ruled_out
        if re.search(rf"\b{re.escape(word)}s?\b", text_of(file), re.IGNORECASE)
    }

    assert used == set()
    assert not any("difficult customer" in text_of(file).lower() for file in templates.rglob("*.html"))


def text_of(template):
    """Return what people read of a template: no tags, no comments, no template language."""
    without_language = re.sub(r"\{[%#{].*?[%#}]\}", "", template.read_text(), flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", without_language)
