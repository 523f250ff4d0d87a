"""A harmless change leaves a message what it is, nobody is hot or abusive for their English: class by class."""

import pytest
from tests.engine.reader import checklist
from tests.engine.reader.checklist import CLASSES, Judged

FEW_LINES = {"sarcasm", "understatement"}
"""Where nothing but lines written by hand can tell, and there are fewer than forty of them."""


@pytest.fixture(scope="module")
def results() -> dict[str, Judged]:
    return {result.name: result for result in checklist.judged()}


@pytest.mark.parametrize("name", CLASSES)
def test_no_label_is_wrong_more_often_than_its_class_allows_or_is_known_to_be(name, results):
    result, known = results[name], checklist.known().get(name, {})
    worse = {label: n for label, n in result.above().items() if n > known.get(label, 0)}

    assert worse == {}, f"of {dict(result.cases)}; ./run docs --limits only where somebody has decided so"


@pytest.mark.parametrize("name", CLASSES)
def test_a_limit_that_is_met_is_known_no_more(name, results):
    assert checklist.known().get(name, {}).keys() <= results[name].above().keys(), "./run docs --limits takes it out"


@pytest.mark.parametrize("name", [name for name in CLASSES if name not in FEW_LINES])
def test_a_class_has_forty_cases_or_more(name, results):
    assert max(results[name].cases.values()) >= 40


def test_what_is_known_is_of_a_class_and_a_label():
    assert checklist.known().keys() <= CLASSES.keys()
    assert {label for row in checklist.known().values() for label in row} <= set(checklist.COLUMNS)


WORSE = Judged("typos", 0.05, {"heat": 60, "abuse": 60}, {"heat": 4, "abuse": 3})


def test_three_of_sixty_are_within_five_percent_and_four_are_not():
    assert WORSE.above() == {"heat": 4}


def test_what_is_above_its_limit_stands_out_on_the_page_and_is_kept_from_getting_worse():
    assert "| typos | 5% | **4 of 60, 6.7%** | 3 of 60, 5.0% |  |  |  |  |" in checklist.page([WORSE])
    assert checklist.limits([WORSE]).endswith('["typos"]\n"heat" = 4\n')
