"""Learning from corrections, on its page: what would change is said in words, and there is a way back."""

import pytest

from cast import NOW, jobs_left
from unruffled.desk.flows import recalibrate
from unruffled.desk.guidance.answers import Proposal
from unruffled.desk.guidance.models import Recalibration
from unruffled.desk.people import actions as people
from unruffled.desk.people import house
from unruffled.engine.reader import model
from unruffled.engine.reader.recalibrate import Learnt
from unruffled.shells.console.screens.recalibration import in_a_line, page_of

PAGE = "/settings/recalibration"
LATER = Learnt("frustration", -0.5, 41, 112, enough=True)
FEW = Learnt("supervisor_demand", 0.0, 12, 30, enough=False)
RIGHT = Learnt("anger", 0.0, 33, 400, enough=True)


def proposal(*learnt, people=2):
    return Proposal(id=7, at=NOW, weights="w", people=people, learnt=learnt)


def held(*learnt, in_force=True):
    return recalibrate.Held(number=3, since=NOW, by="Maya", learnt=learnt, in_force=in_force)


def words(lines):
    return [(line.what, line.how) for line in lines]


# The words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "shift", "said"),
    [
        ("frustration", -0.2, ("Frustrated", "shown a little later")),
        ("frustration", -0.5, ("Frustrated", "shown later")),
        ("frustration", 0.9, ("Frustrated", "shown much earlier")),
        ("heat", -0.5, ("Heat", "read cooler")),
        ("heat", 0.2, ("Heat", "read a little hotter")),
    ],
)
def test_what_would_change_is_said_in_words(head, shift, said):
    shown = page_of(None, proposal(Learnt(head, shift, 41, 1112, enough=True)), now=NOW)

    assert words(shown.proposed) == [said]
    assert shown.proposed[0].known_from == "From 41 corrections; 1,112 left as they were"


@pytest.mark.parametrize(("people", "said"), [(1, " by one person"), (3, " by 3 people")])
def test_whose_corrections_they_are_is_said_beside_each_for_one_alone_may_have_given_them_all(people, said):
    shown = page_of(None, proposal(Learnt("heat", -0.5, 41, 112, enough=True, people=people), people=5), now=NOW)

    assert shown.proposed[0].known_from == f"From 41 corrections{said}; 112 left as they were"


def test_what_is_not_changed_says_why():
    shown = page_of(None, proposal(LATER, RIGHT, FEW), now=NOW)

    assert words(shown.not_yet) == [
        ("Angry", "stays as it is: right often enough"),
        ("Asks for someone in charge", "12 of 30 corrections"),
    ]


def test_off_it_offers_to_switch_on_and_on_it_does_not_offer_the_same_again():
    assert page_of(None, proposal(LATER), now=NOW).offer == "Switch on"
    assert page_of(held(LATER), proposal(LATER), now=NOW).offer == ""
    assert page_of(held(LATER), proposal(LATER, Learnt("heat", 0.4, 30, 9, enough=True)), now=NOW).offer == (
        "Use these instead"
    )


def test_where_nothing_is_offered_it_says_why():
    for shown in (page_of(held(LATER), proposal(LATER, FEW), now=NOW), page_of(None, proposal(FEW), now=NOW)):
        assert (shown.offer, shown.quiet, shown.proposed) == ("", "The same as now.", ())
    assert page_of(held(LATER), proposal(FEW), now=NOW).quiet == "They would change nothing."
    assert page_of(None, None, now=NOW).quiet == ""


def test_what_rests_says_so_and_can_be_learnt_anew():
    shown = page_of(held(LATER, in_force=False), proposal(LATER), now=NOW)

    assert "at rest" in shown.state
    assert shown.offer == "Use these instead"
    assert in_a_line(held(LATER, in_force=False)).startswith("Rests")


# The page ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def shop(care):
    yield people.make_organisation(name="Quay Street Shop", now=NOW)
    house.forget()


@pytest.fixture
def proposed(shop):
    learnt = [{"head": "frustration", "shift": -0.5, "corrections": 41, "let_stand": 112, "enough": True}]
    return Recalibration.objects.create(learnt=learnt, weights=model.version(), people=2, at=NOW)


def text_of(page):
    return page.content.decode()


def test_before_anything_was_worked_out_the_page_is_calm(mayas):
    page = text_of(mayas.get(PAGE))

    assert "Off. Messages are read the way Unruffled came to you." in page
    assert "Nothing has been worked out yet" in page
    assert "Switch on" not in page


def test_a_manager_switches_it_on_and_off_again(mayas, proposed):
    assert "shown later" in text_of(mayas.get(PAGE))

    on = text_of(mayas.post(f"{PAGE}/on", {"proposal": proposed.pk}, follow=True))
    assert "by Maya" in on
    assert "+house-1" in on
    assert "Switch on" not in on
    assert dict(house.in_force().shifts.by) == {"frustration": -0.5}
    assert "<span>On</span>" in text_of(mayas.get("/settings"))

    off = text_of(mayas.post(f"{PAGE}/off", follow=True))
    assert "Off. Messages are read the way Unruffled came to you." in off
    assert house.in_force().shifts.by == {}


@pytest.mark.parametrize("given", ["", "x", "0", "99999999999999999999", "٣"])
def test_a_proposal_that_is_not_the_one_shown_is_not_switched_on(given, mayas, proposed):
    page = text_of(mayas.post(f"{PAGE}/on", {"proposal": given}, follow=True))

    assert "Something newer was worked out since" in page
    assert recalibrate.held_now() is None


def test_it_can_be_looked_at_now(mayas):
    page = text_of(mayas.post(f"{PAGE}/look", follow=True))

    assert "We are looking" in page
    assert jobs_left("recalibrate") == [{}]


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}/on", f"{PAGE}/off", f"{PAGE}/look"])
@pytest.mark.parametrize("who", ["mia", "sam", "omar"])
def test_nobody_else_gets_in(address, who, request, browser_of, proposed):
    browser = browser_of(request.getfixturevalue(who))

    for answer in (browser.get(address), browser.post(address, {"proposal": proposed.pk})):
        assert answer.status_code in (403, 404, 405)
    assert recalibrate.held_now() is None
    assert jobs_left("recalibrate") == []
