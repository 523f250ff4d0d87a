"""What a clause has of its own: the times that stand in it, found without looking through all others."""

import pytest

from unruffled.engine.reader import times
from unruffled.engine.reader.clauses import own_times
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.reader.times import When

RINGS = "I will ring at five and write by noon on Friday and "


class Counted(list[When]):
    """Times that count how often one is looked at."""

    looks = 0

    def __getitem__(self, place):
        self.looks += 1
        return super().__getitem__(place)

    def __iter__(self):
        for one in super().__iter__():
            self.looks += 1
            yield one


@pytest.mark.parametrize(("first", "last"), [(0, 11), (3, 5), (4, 5), (5, 11), (6, 6), (11, 33), (0, 33)])
def test_the_times_of_a_stretch_are_those_that_begin_in_it(first, last):
    words, whens = normalise(RINGS * 3), times.find(RINGS * 3)

    begins = [when for when in whens if first < last and words.starts[first] <= when.span[0] < words.ends[last - 1]]

    assert own_times(words, first, last, whens) == begins


def test_in_a_sentence_of_a_thousand_times_a_clause_looks_at_a_handful():
    words, whens = normalise(RINGS * 500), Counted(times.find(RINGS * 500))

    assert len(own_times(words, 2_196, 2_208, whens)) == 2
    assert len(whens) == 1_000
    assert whens.looks <= 25
