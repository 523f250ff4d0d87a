"""The acts that one clause joins cost as much as there are of them: a list without an end is looked through once."""

from dataclasses import replace

import pytest

from unruffled.engine.reader import times
from unruffled.engine.reader.clauses import clauses
from unruffled.engine.reader.joined import acts
from unruffled.engine.reader.normalise import normalise


class Counted(tuple):
    """Words that count how many of them were given out, one by one or as a stretch."""

    given = 0

    def __getitem__(self, at):
        found = super().__getitem__(at)
        self.given += len(found) if isinstance(at, slice) else 1
        return found


def words_looked_at(text):
    words = normalise(text)
    (clause, *_) = clauses(words, words.sentences[0])
    counted = Counted(words.words)
    acts(replace(words, words=counted), clause, len(words), list(times.find(text)))
    return counted.given


@pytest.mark.parametrize("act", ["ring you, ", "ring you on Friday, ", "ring you and ", "send the bed on Friday and "])
def test_twice_as_many_acts_are_twice_the_work(act):
    short, long = (words_looked_at(f"I'll {act * count}ring you") for count in (100, 200))
    assert long <= 2.1 * short


def said(text):
    words = normalise(text)
    (clause, *_) = clauses(words, words.sentences[0])
    pieces = acts(words, clause, len(words), list(times.find(text)))
    return [" ".join(words.words[first:last]) for first, last in pieces]


def test_commas_list_acts_of_ours_only_before_an_and():
    assert said("I'll check the file, call them and send you the letter") == [
        "check the file",
        "call them",
        "send you the letter",
    ]
    assert said("I'll send the form, sign it, post it") == ["send the form sign it post it"]
