"""A conversation followed turn by turn, and the document that comes of it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.talk import agent, customer, ids, last, promise, record, steps, supervisor, system, talk
from tests.engine.test_situation import turns

from unruffled import desk
from unruffled.archive import stories
from unruffled.engine.follow import as_document, follow, measures, walk
from unruffled.engine.follow.closing import suggest_cause
from unruffled.engine.vocabulary import ANTIPATTERNS, FLAGS, OUTCOMES, ROOT_CAUSES, Context, Story, Turn

SAFE_AGAIN = system("made safe", event="safety_closed")
COMPLAINT = customer(
    "frustration", "promise_broken", "issue_stated", "want_stated", heat=2, text="nobody came on Monday"
)


def document(*readings, **how):
    story, known = talk(*readings, **how)
    return as_document(story, follow(story, known=known))


DEMO = sorted(files(desk).joinpath("flows", "harbour_lane").glob("*/*.yml"))


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_every_reason_of_the_demo_quotes_what_stands_at_its_place(path):
    (story,) = stories.load(path)
    said = {turn.n: turn.text for turn in story.turns}
    found = follow(story)
    reasons = [reason for step in found for move in step.moves for reason in move.reasons]
    quoted = [one for one in (*reasons, *(r for step in found for r in step.boundary_reasons)) if one.quote]

    assert quoted
    for one in quoted:
        words = said[one.turn][slice(*one.span)]
        assert one.quote == words or one.quote.startswith(f"{words} … ")


def test_only_customer_turns_get_guidance():
    step = steps(COMPLAINT, agent("a_reflect"))[-1]
    assert (step.moves, step.guard, step.flags, step.boundary) == ((), (), (), 0)


def test_known_readings_are_used_instead_of_reading_again():
    story, known = talk(customer("anger", heat=4, text="have a nice day"))
    assert follow(story, known=known)[0].reading is known[1]


def test_a_correction_is_folded_into_the_later_turns():
    story, known = talk(COMPLAINT, agent("a_calm_down"), customer("anger", heat=3))
    before = follow(story, known=known)
    corrected = {**known, 1: replace(known[1], heat_score=3.0, by_human=frozenset({"heat"}))}
    after = follow(story, known=corrected)
    assert before[2].situation["heat_rise_by_us"] == 1
    assert after[2].situation["heat_rise_by_us"] == 0
    assert as_document(story, after)["turns"][0]["by_human"] == ["heat"]


def test_walking_gives_the_same_steps_one_by_one():
    story, known = talk(COMPLAINT, agent("a_reflect"), customer("acceptance", heat=0))
    assert tuple(walk(story, known=known)) == follow(story, known=known)


def test_an_empty_story_is_followed_too():
    assert follow(Story(channel="chat", turns=())) == ()
    assert as_document(Story(channel="chat", turns=()), ())["turns"] == []


def test_an_unknown_speaker_is_kept_and_not_judged():
    story = Story(channel="chat", turns=(Turn(n=1, by="unknown", at=0, text="hello", channel="chat"),))
    step = follow(story)[0]
    assert (step.moves, step.flags) == ((), ())


@settings(deadline=None)
@given(st.lists(turns, min_size=1, max_size=10))
def test_later_turns_never_change_earlier_steps_and_nothing_crashes(said):
    story, known = talk(*said)
    whole = follow(story, known=known)
    for cut in range(1, len(said) + 1):
        part = replace(story, turns=story.turns[:cut])
        assert follow(part, known=known) == whole[:cut]
    json.dumps(as_document(story, whole))


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_at_all_can_be_followed(theirs, ours):
    story = Story(
        channel="chat",
        turns=(
            Turn(n=1, by="customer", at=0, text=theirs, channel="chat"),
            Turn(n=2, by="agent", at=1, text=ours, channel="chat"),
            Turn(n=3, by="customer", at=2, text=theirs, channel="chat"),
        ),
    )
    json.dumps(as_document(story, follow(story)))


# Flags and guards ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        ([customer("safety_hazard", heat=2)], "safety"),
        ([customer("safety_hazard", heat=2)], "hazard"),
        ([customer("vulnerability_health", heat=1), agent(), customer(heat=0)], "vulnerable"),
        ([customer("legal_threat")], "legal"),
        ([customer("inconsistent_account")], "fraud_review"),
        ([customer("fraud_indicator"), agent(), customer("anger")], "fraud_review"),
        ([customer("private_data_exposed")], "privacy"),
        ([customer("public_post", channel="social")], "public"),
        ([customer("supervisor_demand")], "escalate"),
        ([customer("insult_agent", conduct="insult", heat=3)], "boundary_incident"),
        ([customer("anger", heat=4), agent(), customer("anger", heat=4)], "breather"),
        ([customer("threat_violence", conduct="threat", heat=4)], "relationship_review"),
        ([customer("staff_conduct_complaint", heat=2)], "staff_concern"),
        ([customer("promise_broken", heat=2)], "root_cause_candidate"),
        ([COMPLAINT, agent("a_commit", promises=(promise("send it"),)), customer("acceptance")], "followup_due"),
        ([customer("language_barrier"), agent(), customer()], "adjust_language"),
    ],
)
def test_a_flag_is_raised(said, flag):
    assert flag in last(*said).flags


def test_every_flag_has_its_test():
    raised = {mark.args[1][i][1] for mark in test_a_flag_is_raised.pytestmark for i in range(len(mark.args[1]))}
    assert raised == set(FLAGS)


def test_a_calm_question_raises_no_flag():
    assert last(customer("want_stated", heat=0)).flags == ()


@pytest.mark.parametrize(
    ("said", "guards"),
    [
        (customer("anger", "profanity", conduct="profanity_situational", heat=3), {"tone_police", "say_calm_down"}),
        (customer("insult_agent", conduct="insult", heat=3), {"debate_abuse", "withhold_owed", "suspend_help"}),
        (customer("legal_threat", heat=2), {"legal_debate", "admit_liability", "retaliate_complaint"}),
        (customer("self_harm", heat=4), {"ignore_safety", "counsel", "promise_secrecy"}),
        (customer("confusion", heat=1), {"patronise", "many_questions", "idiom_jargon"}),
    ],
)
def test_guards_name_what_nothing_may_do_now(said, guards):
    guard = last(said).guard
    assert guards <= set(guard) <= set(ANTIPATTERNS)


# Words to say --------------------------------------------------------------------------------------------------------


def test_words_take_the_name_and_their_own_words_and_leave_the_rest_open():
    step = last(COMPLAINT, context=Context(customer={"name": "Ana"}))
    said = " ".join(words for move in step.moves for words in move.say)
    assert "“nobody came on Monday”" in said
    assert "{" in said


def test_the_caller_may_fill_more_slots():
    story, known = talk(COMPLAINT)
    moves = follow(story, known=known, record={"step": "send Ben", "time": "noon", "agent": "Mia"})[0].moves
    commit = (
        next(m for m in moves if m.id == "commit_concrete") if "commit_concrete" in [m.id for m in moves] else moves[0]
    )
    assert "{agent}" not in " ".join(commit.say)


# The document --------------------------------------------------------------------------------------------------------


def test_the_document_has_the_fixed_shape():
    made = document(
        COMPLAINT,
        agent("a_reflect", "a_calm_down", promises=(promise("ring you", "at noon", 90),)),
        customer("acceptance", heat=0, text="fine"),
        system("noted", event="note"),
    )
    assert made["schema"] == "unruffled-reading/1"
    theirs, ours, _, event = made["turns"]
    assert set(theirs) >= {
        "n",
        "by",
        "heat",
        "heat_score",
        "conduct",
        "stage",
        "signals",
        "moves",
        "guard",
        "boundary",
        "flags",
    }
    assert theirs["signals"][0] == {"id": "frustration", "confidence": 0.9, "spans": [[0, 21]], "sure": True}
    assert "promise_broken: 'nobody came on Monday'" in [why for move in theirs["moves"] for why in move["why"]]
    assert ours["agent_signals"] == {"good": ["a_reflect"], "bad": ["a_calm_down"]}
    assert event == {"n": 4, "by": "system", "event": "note"}
    json.dumps(made)


def test_a_promise_is_due_in_minutes_or_where_the_start_is_known_at_a_time():
    said = (
        COMPLAINT,
        agent("a_commit", promises=(promise("ring you", "at noon", 90), promise("look into it", "", None))),
    )
    assert [p["due"] for p in document(*said)["case"]["promises"]] == [{"minutes": 91}, None]
    story, known = talk(*said)
    dated = replace(story, started=datetime(2026, 5, 1, 9, tzinfo=UTC))
    assert as_document(dated, follow(dated, known=known))["case"]["promises"][0]["due"] == "2026-05-01T10:31:00+00:00"


def test_the_case_sums_the_conversation_up():
    case = document(
        COMPLAINT,
        agent("a_reflect", "a_options"),
        customer("acceptance", heat=1),
        agent(),
        customer("gratitude", heat=0),
    )["case"]
    assert (case["outcome"], case["root_cause"], case["root_cause_kind"]) == ("resolved", "process", "grievance")
    assert (case["peak_heat"], case["time_to_calm_turns"], case["heat_area"]) == (2, 1, 0.5)
    assert (case["boundary_incidents"], case["toll_band"]) == (0, "low")
    assert case["after_moves"][:2] == ["document", "follow_up"]


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ([COMPLAINT], None),
        ([COMPLAINT, agent("a_goodwill", "a_commit"), customer("acceptance", heat=0)], "resolved_with_goodwill"),
        ([customer("self_harm", heat=4), agent("a_safety")], "referred_safety"),
        ([customer("supervisor_demand"), supervisor("a_options"), customer("acceptance")], "escalated_resolved"),
        ([customer("supervisor_demand"), supervisor("a_options"), customer("rejection")], "escalated_open"),
        ([COMPLAINT, agent("a_channel"), customer("legal_threat", heat=2)], "referred_legal"),
    ],
)
def test_the_outcome_is_suggested(said, outcome):
    assert document(*said)["case"]["outcome"] == outcome


def test_who_waits_for_an_answer_pauses_and_who_waits_for_money_is_done():
    asked, yes = customer("issue_stated", "want_stated", heat=1), customer("acceptance", heat=0)

    def outcome(what):
        return document(asked, agent("a_reflect", "a_commit", promises=(promise(what),)), yes)["case"]["outcome"]

    assert outcome("write with the decision") == "paused"
    assert outcome("80 back on the card") == "resolved"


def test_a_danger_that_we_made_safe_ourselves_is_no_referral():
    hazard, solved = customer("safety_hazard", heat=2), customer("resolution_confirmed", "gratitude", heat=0)
    ours, helped = agent("a_safety", text="We took it off sale."), agent("a_safety", text="The fire brigade is coming.")
    assert document(hazard, ours, SAFE_AGAIN, solved)["case"]["outcome"] == "resolved"
    assert document(hazard, helped, SAFE_AGAIN, solved)["case"]["outcome"] == "referred_safety"


def test_a_complaint_about_one_of_us_is_a_cause_only_where_it_began_with_it():
    rude = customer("staff_conduct_complaint", "long_wait")
    assert suggest_cause(steps(rude), Context()).cause == "person"
    assert suggest_cause(steps(customer("long_wait"), agent(), rude), Context()).cause == "process"


def test_ending_the_contact_is_its_own_outcome():
    abuse = customer("abuse_sustained", conduct="abuse", heat=3)
    assert document(abuse, agent("a_boundary"), context=record(boundary_level=3))["case"]["outcome"] == "ended_by_us"


@pytest.mark.parametrize(
    ("said", "facts", "cause", "kind"),
    [
        ([customer("third_party_risk", heat=2)], (), "third_party", "not_us"),
        ([customer("self_harm", "vulnerability_financial", heat=4)], (), "customer_circumstance", "stress"),
        ([customer("loop"), agent("a_policy_wall")], (), "policy", "grievance"),
        ([customer("long_wait")], (), "process", "grievance"),
        ([customer("issue_stated")], ("Parcel lost by the carrier",), "process", "grievance"),
        ([customer("issue_stated", text="the screen is dead")], (), "product", "grievance"),
        ([customer("staff_conduct_complaint")], (), "person", "grievance"),
        ([customer("confusion")], (), "communication", "grievance"),
        ([customer("scope_creep")], (), "unknown", "habit"),
        ([customer("gratitude", heat=0)], (), "unknown", "grievance"),
    ],
)
def test_a_root_cause_is_suggested_with_its_kind(said, facts, cause, kind):
    found = suggest_cause(steps(*said), Context(facts=facts))
    assert (found.cause, found.kind) == (cause, kind)
    assert found.cause in ROOT_CAUSES


@settings(deadline=None)
@given(st.lists(turns, min_size=1, max_size=8))
def test_suggestions_are_always_words_of_the_vocabulary(said):
    case = document(*said)["case"]
    assert case["outcome"] in {None, *OUTCOMES}
    assert case["root_cause"] in ROOT_CAUSES
    assert case["toll_band"] in {"low", "medium", "high", "severe"}


# Measures ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heats", "turns_to_calm", "area"),
    [
        ([2.0, 1.5, 0.0, 0.0], 2, 1.0),
        ([3.0, 3.0, 3.5, 2.0, 3.5, 3.5], None, 10.25),
        ([3.5, 3.0, 2.0, 1.0, 0.5, 1.0, 0.0], 3, 4.25),
        ([1.5, 1.5, 1.5, 3.0, 1.5, 0.5], 2, 3.75),
        ([1.0, 1.0], None, 0.0),
        ([3.0], None, 2.0),
        ([3.0, 1.0, 3.0, 1.0], 3, 3.0),
        ([], None, 0.0),
    ],
)
def test_measures_agree_with_the_reference_formulas(heats, turns_to_calm, area):
    assert measures.turns_to_calm(heats) == turns_to_calm
    assert measures.heat_area(heats) == area


def test_a_slate_is_the_same_twice():
    assert ids(last(COMPLAINT)) == ids(last(COMPLAINT))
