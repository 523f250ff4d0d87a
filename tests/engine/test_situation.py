"""Where a conversation stands: facts, stages, what lasts, and what never does."""

from dataclasses import replace
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.talk import agent, customer, last, promise, record, steps, supervisor, system

from unruffled.engine.situation import FACTS, _apart, assess
from unruffled.engine.situation.facts import COMPUTED
from unruffled.engine.situation.moment import ENTERED
from unruffled.engine.vocabulary import AGENT_SIGNALS, CONDUCTS, SIGNALS, STAGES, Context, Signal

COMPLAINT = customer("frustration", "issue_stated", "want_stated", heat=2)
HEARD = agent("a_reflect")


def stages(*readings, **how):
    return [s.situation.stage for s in steps(*readings, **how) if s.reading.turn.by == "customer"]


def fact(name, *readings, **how):
    return last(*readings, **how).situation[name]


# The main line -------------------------------------------------------------------------------------------------------


def test_a_hello_is_open():
    assert stages(customer(heat=0)) == ["open"]


def test_a_written_complaint_that_is_complete_is_acknowledged_however_hot():
    assert stages(customer("anger", "issue_stated", heat=3), channel="email") == ["acknowledge"]


def test_an_outburst_gets_one_window_and_is_then_played_back():
    hot = customer("anger", "issue_stated", heat=3)
    assert stages(hot, agent("a_listen"), customer("anger", "promise_broken", heat=3)) == ["vent", "acknowledge"]


def test_grievances_arriving_over_several_messages_are_vented_too():
    pouring = (customer("frustration", "issue_stated", heat=2), customer("long_wait", heat=2))
    assert stages(*pouring) == ["acknowledge", "vent"]


def test_asking_for_the_manager_is_a_demand_and_not_only_venting():
    assert stages(customer("anger", "supervisor_demand", heat=3)) == ["acknowledge"]


def test_a_first_message_with_issue_and_want_is_acknowledged_before_it_is_solved():
    assert stages(customer("issue_stated", "want_stated", heat=0)) == ["acknowledge"]


def test_played_back_once_the_talk_goes_on_to_solving():
    assert stages(COMPLAINT, HEARD, customer("understanding_confirmed")) == ["acknowledge", "resolve"]


def test_what_is_wanted_is_still_to_be_asked():
    assert stages(customer("issue_stated", "frustration", heat=2), HEARD, customer())[-1] == "clarify"


def test_confused_and_unclear_is_clarified():
    assert stages(customer("confusion", heat=1)) == ["clarify"]


def test_feeling_unheard_goes_back_to_acknowledging():
    assert stages(COMPLAINT, HEARD, customer("feels_unheard", heat=2))[-1] == "acknowledge"


def test_a_harmful_turn_of_ours_goes_back_to_acknowledging():
    assert stages(COMPLAINT, agent("a_calm_down"), customer("anger", heat=3))[-1] == "acknowledge"


def test_a_new_grievance_is_acknowledged_before_anything_else():
    assert stages(COMPLAINT, agent("a_reflect", "a_commit"), customer("disappointment", heat=2))[-1] == "acknowledge"


@pytest.mark.parametrize("signal", ["acceptance", "resolution_confirmed"])
def test_agreement_or_a_fix_is_confirmed(signal):
    assert stages(COMPLAINT, agent("a_options"), customer(signal, heat=0))[-1] == "confirm"


def test_half_a_yes_stays_with_solving():
    assert stages(COMPLAINT, agent("a_reflect", "a_options"), customer("partial_acceptance"))[-1] == "resolve"


def test_a_yes_with_a_new_demand_stays_with_solving():
    assert (
        stages(COMPLAINT, agent("a_reflect", "a_options"), customer("acceptance", "compensation_demand"))[-1]
        == "resolve"
    )


def test_thanks_long_after_the_fix_come_from_after_the_contact():
    done = (COMPLAINT, agent("a_commit"), customer("resolution_confirmed", heat=0))
    assert stages(*done, agent("a_thanks"), customer("gratitude", heat=0, at=9000))[-1] == "after"
    assert stages(*done, agent("a_thanks"), customer("gratitude", heat=0))[-1] == "confirm"


def test_a_settled_case_that_breaks_again_is_acknowledged_again():
    done = (COMPLAINT, agent("a_commit"), customer("resolution_confirmed", heat=0), agent("a_thanks"))
    assert stages(*done, customer("promise_broken", heat=2))[-1] == "acknowledge"


def test_a_turn_of_ours_leaves_the_stage_as_it_was():
    assert [s.situation.stage for s in steps(COMPLAINT, HEARD)] == ["acknowledge", "acknowledge"]


# Side states ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("signal", ["self_harm", "threat_violence", "safety_hazard", "third_party_risk"])
def test_safety_never_clears_itself(signal):
    talk = (
        customer(signal, heat=3),
        agent("a_safety"),
        customer("relief", heat=1),
        agent(),
        customer("gratitude", heat=0),
    )
    assert set(stages(*talk)) == {"safety"}


@pytest.mark.parametrize(
    "closing",
    [
        system("Tom took over.", event="safety_closed"),
        system("Bank informed; safety record closed by Ruth, care team."),
        system("The duty manager closed the safety case."),
        system("Safety record B-204 closed by the fire officer: cooled and collected."),
    ],
)
def test_a_person_closes_safety_and_the_talk_goes_back_to_where_it_was(closing):
    before = (COMPLAINT, agent("a_options"), customer("self_harm", heat=3), agent("a_safety"))
    assert stages(*before, closing, customer("acceptance", heat=1))[-1] == "confirm"


@pytest.mark.parametrize("text", ["Call recorded.", "Safety record opened.", "The ticket was closed."])
def test_no_other_event_closes_safety(text):
    assert stages(customer("safety_hazard", heat=2), system(text), customer(heat=0))[-1] == "safety"


def test_an_open_safety_record_from_before_holds_from_the_first_turn():
    assert stages(customer(heat=0), context=record(safety_open=True)) == ["safety"]


@pytest.mark.parametrize(
    ("talk", "danger"),
    [
        ([customer("safety_hazard")], "safety_hazard"),
        ([customer("safety_hazard"), agent("a_safety"), customer("self_harm"), customer(heat=0)], "self_harm"),
        ([customer("self_harm"), agent("a_safety"), customer("safety_hazard")], "self_harm"),
        ([customer("self_harm"), system("Seen to.", event="safety_closed")], ""),
        (
            [customer("self_harm"), system("Seen to.", event="safety_closed"), customer("threat_violence")],
            "threat_violence",
        ),
        ([customer("anger", heat=3)], ""),
    ],
)
def test_the_card_is_about_the_gravest_danger_since_it_opened(talk, danger):
    where = last(*talk).situation

    assert where["danger"] == danger
    assert ("danger" in where.evidence) is bool(danger)


def test_the_words_of_a_danger_stay_until_the_card_is_closed():
    talk = (
        customer("self_harm", text="no way out"),
        agent("a_safety"),
        customer(heat=0),
        agent(),
        customer("safety_hazard"),
    )
    kept = last(*talk).situation.evidence["danger"]

    assert (kept.turn, kept.quote) == (1, "no way out")


def test_safety_wins_over_the_ladder_and_the_ladder_over_a_loop():
    assert stages(customer("threat_violence", conduct="threat", heat=4)) == ["safety"]
    assert stages(customer("insult_agent", "loop", conduct="insult", heat=3)) == ["boundary"]


def test_after_an_insult_the_talk_returns_to_where_it_was_and_not_to_the_start():
    talk = (COMPLAINT, agent("a_reflect", "a_options"), customer("insult_agent", conduct="insult", heat=3))
    assert stages(*talk, agent("a_boundary"), customer("want_stated", heat=1)) == ["acknowledge", "boundary", "resolve"]


def test_the_same_demand_and_answer_again_is_stuck_until_we_bring_something_new():
    loop = (COMPLAINT, agent("a_policy_wall"), customer("loop", "frustration", heat=2))
    assert stages(*loop, agent("a_no_answer"), customer("frustration", heat=2))[-1] == "stuck"
    assert stages(*loop, agent("a_repair", "a_options"), customer("frustration", heat=2))[-1] != "stuck"


def test_sixteen_chat_turns_without_news_are_stuck():
    talk = [COMPLAINT, *(agent("a_explain"), customer("frustration", heat=2)) * 8]
    assert stages(*talk)[-1] == "stuck"
    assert "stuck" not in stages(*talk[:8])


def test_a_long_chat_in_which_we_still_bring_something_is_not_stuck():
    talk = [COMPLAINT, *(agent("a_explain"), customer("frustration", heat=2)) * 7]
    assert "stuck" not in stages(*talk, agent("a_options"), customer("frustration", heat=2))[-1:]


def test_a_first_demand_for_someone_in_charge_leaves_room_for_one_genuine_try():
    demand = customer("supervisor_demand", "issue_stated", heat=2)
    assert stages(COMPLAINT, agent("a_explain"), demand)[-1] != "escalated"
    assert stages(COMPLAINT, agent("a_options"), demand)[-1] == "escalated"


def test_peace_after_a_boundary_is_not_yet_agreement():
    abuse = customer("insult_agent", conduct="insult", heat=3)
    sorry = customer("customer_apology", "acceptance", heat=1)
    assert stages(COMPLAINT, agent("a_options"), abuse, agent("a_boundary"), sorry)[-1] == "resolve"


def test_thanks_after_an_offer_agree_unless_more_is_wanted():
    offered = (COMPLAINT, agent("a_reflect", "a_commit"))
    assert stages(*offered, customer("gratitude", "issue_stated", heat=0))[-1] == "confirm"
    assert stages(*offered, customer("gratitude", "want_stated", heat=0))[-1] == "resolve"


def test_three_rejections_are_stuck():
    talk = [COMPLAINT, *(agent("a_options"), customer("rejection", heat=2)) * 3]
    assert stages(*talk) == ["acknowledge", "resolve", "resolve", "stuck"]


def test_asked_again_for_someone_in_charge_is_escalated():
    demand = customer("anger", "supervisor_demand", heat=3)
    assert stages(demand, agent("a_reflect"), demand) == ["acknowledge", "escalated"]


def test_escalated_lasts_until_the_person_with_authority_has_spoken_once():
    talk = (
        customer("supervisor_demand", "issue_stated", heat=2),
        agent("a_warm_handoff"),
        customer("understanding_confirmed"),
    )
    assert stages(*talk)[-1] == "escalated"
    assert stages(*talk, supervisor("a_options"), customer("acceptance", heat=1))[-1] == "confirm"


def test_an_offer_to_hand_over_that_nobody_needed_is_no_escalation():
    talk = (COMPLAINT, agent("a_reflect", "a_warm_handoff", "a_commit"), customer("partial_acceptance"))
    assert stages(*talk)[-1] == "resolve"


def test_a_call_at_an_agreed_time_is_a_pause():
    assert stages(COMPLAINT, agent("a_channel", "a_choice"), customer("acceptance", heat=1))[-1] == "paused"
    back = agent("a_commit", promises=(promise("ring you back"),))
    assert stages(COMPLAINT, back, customer("acceptance", heat=1))[-1] == "paused"


def test_a_date_for_the_fix_is_no_pause():
    sent = agent("a_commit", promises=(promise("courier brings the new one"),))
    assert stages(COMPLAINT, sent, customer("acceptance", heat=1))[-1] == "confirm"


def test_we_end_a_contact_only_by_saying_so_at_the_fourth_level():
    threat = customer("insult_agent", "abuse_sustained", conduct="abuse", heat=3)
    over = steps(threat, agent("a_boundary"), context=record(boundary_level=3))
    assert over[-1].situation.stage == "ended"
    assert steps(threat, agent("a_boundary"))[-1].situation.stage == "boundary"
    assert stages(customer("closing", heat=0)) == ["open"]


def test_a_person_has_the_last_word_on_the_stage():
    from dataclasses import replace

    corrected = replace(COMPLAINT, stage_by_human="clarify", by_human=frozenset({"stage"}))
    assert stages(corrected) == ["clarify"]


# Facts ---------------------------------------------------------------------------------------------------------------


def test_every_fact_says_what_it_means_and_in_what_unit():
    assert all(f.meaning and f.unit and f.kind in {"flag", "number", "word", "set"} for f in FACTS.values())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("customer_turns", 3),
        ("agent_turns", 2),
        ("heat", 3),
        ("heat_before", 1),
        ("heat_change", 2),
        ("peak_heat", 3),
        ("turns_hot", 1),
        ("reflections", 1),
        ("waits", 1),
        ("repeats", 1),
        ("transfers", 1),
        ("options_offered", 1),
        ("proposals", 1),
        ("rejections", 1),
        ("a_bad_previous", True),
        ("heat_rise_by_us", 2),
        ("unanswered_questions", 2),
        ("supervisor_demands", 1),
        ("effort", 5),
        ("contacts_30d", 4),
        ("leverage", True),
        ("vulnerable", True),
        ("minutes_since_last", 1),
        ("grievances_new", 2),
        ("channel", "chat"),
        ("public", False),
    ],
)
def test_facts_count_what_happened(name, expected):
    talk = (
        customer("long_wait", "issue_stated", heat=2, asks=1),
        agent("a_reflect", "a_options"),
        customer("rejection", "vulnerability_health", heat=1, asks=1),
        agent("a_no_answer", "a_calm_down"),
        customer("repeat_info", "transfer_complaint", "supervisor_demand", "legal_threat", heat=3, asks=1),
    )
    assert fact(name, *talk, context=record(contacts_30d=4, promises_broken=2)) == expected


def test_waiting_is_counted_from_the_first_message_nobody_answered():
    assert fact("minutes_waiting", customer(at=0), customer(at=30), customer(at=95)) == 95
    assert fact("minutes_waiting", customer(at=0), agent(at=10), customer(at=95)) == 0


def test_hot_turns_in_a_row_start_again_when_heat_falls():
    hot = [customer("anger", heat=h) for h in (3, 4, 3, 3)]
    assert [s.situation["turns_hot"] for s in steps(*hot)] == [1, 2, 1, 2]


def test_a_rise_after_a_good_turn_is_not_put_on_us():
    assert fact("heat_rise_by_us", COMPLAINT, HEARD, customer("anger", heat=4)) == 0


@pytest.mark.parametrize(
    ("context", "known"),
    [
        (Context(history={"fault_known": True}), True),
        (Context(facts=("Charged twice on 3 May",)), True),
        (Context(facts=("The parcel was delivered on 3 May",)), False),
        (Context(facts=("Charged twice",), history={"fault_known": False}), False),
        (Context(), False),
    ],
)
def test_our_fault_is_known_from_the_record(context, known):
    assert fact("fault_known", COMPLAINT, context=context) is known


def test_an_apology_is_counted_and_is_no_proof_of_fault():
    talk = (COMPLAINT, agent("a_apology_specific"), customer(), agent("a_repair"), customer())
    assert fact("apologies", *talk) == 2
    assert fact("fault_known", *talk) is False


def test_a_notice_in_our_own_words_counts_where_one_was_due():
    insult = customer("insult_agent", conduct="insult", heat=3)
    assert fact("boundary_level_given", insult, agent(text="I will not go on while I am insulted.")) == 1
    assert fact("boundary_level_given", insult, agent(text="The parcel is in Leeds.")) == 0
    assert fact("boundary_level_given", COMPLAINT, agent(text="I am sorry about the names on the list.")) == 0


def test_civil_again_is_the_first_turn_after_a_notice_that_treats_people_well():
    talk = (customer("insult_agent", conduct="insult", heat=3), agent("a_boundary"), customer("frustration", heat=2))
    assert fact("civil_again", *talk) is True
    assert fact("civil_again", *talk, agent(), customer()) is False


def test_what_lasts_is_kept_and_what_passes_is_not():
    where = last(
        customer("promise_broken", "vulnerability_health", "anger", "shouting", heat=3), agent(), customer(heat=1)
    )
    assert where.situation.lasting >= {"promise_broken", "vulnerability_health"}
    assert where.situation.signals == frozenset()
    assert where.situation["anger"] is False


def test_difficulty_adds_up_and_is_clamped():
    assert last(customer("promise_broken", "loop", heat=2), context=record(contacts_30d=2)).difficulty == 68
    everything = customer(*SIGNALS, heat=4, conduct="threat")
    assert last(everything, context=record(contacts_30d=9)).difficulty == 100
    assert last(customer(heat=0)).difficulty == 0


@pytest.mark.parametrize("signal", ["acceptance", "rejection", "understanding_confirmed"])
def test_nobody_answers_what_we_have_not_said(signal):
    first = last(customer(signal, heat=0)).situation
    assert first.signals == frozenset()
    assert first.stage == "open"


def test_a_yes_to_nothing_on_the_table_settles_nothing():
    assert stages(COMPLAINT, agent("a_reflect"), customer("acceptance", "understanding_confirmed"))[-1] == "resolve"


def test_what_is_said_where_strangers_read_it_is_public():
    assert "public_post" in last(customer("issue_stated", channel="social")).situation.signals
    assert "public_post" not in last(customer("issue_stated", channel="dm")).situation.signals


# Always --------------------------------------------------------------------------------------------------------------

turns = st.one_of(
    st.builds(
        lambda signals, heat, conduct, asks: customer(*signals, heat=heat, conduct=conduct, asks=asks),
        st.sets(st.sampled_from(sorted(SIGNALS)), max_size=6),
        st.integers(0, 4),
        st.sampled_from(sorted(CONDUCTS)),
        st.integers(0, 3),
    ),
    st.builds(lambda signals: agent(*signals), st.sets(st.sampled_from(sorted(AGENT_SIGNALS)), max_size=5)),
    st.builds(lambda signals: supervisor(*signals), st.sets(st.sampled_from(sorted(AGENT_SIGNALS)), max_size=3)),
    st.just(system("Something happened.")),
)


@settings(deadline=None)
@given(st.lists(turns, min_size=1, max_size=10))
def test_every_turn_stands_somewhere_with_every_fact_of_its_kind(talk):
    kinds = {"flag": bool, "number": (int, float), "word": str, "set": frozenset}
    for step in steps(*talk):
        assert step.situation.stage in STAGES
        assert set(step.situation.facts) == set(FACTS)
        assert all(isinstance(step.situation[name], kinds[f.kind]) for name, f in FACTS.items())
        assert 0 <= step.difficulty <= 100


@settings(deadline=None)
@given(st.lists(turns, min_size=2, max_size=8), st.data())
def test_a_turn_never_depends_on_what_comes_later(talk, data):
    cut = data.draw(st.integers(1, len(talk)))
    assert steps(*talk)[:cut] == steps(*talk[:cut])


def test_assess_needs_nothing_but_a_reading():
    assert assess(COMPLAINT).stage == "acknowledge"


def test_the_words_behind_a_signal_are_quoted_once_though_two_phrases_lie_over_each_other():
    said = customer(text="Nobody rang. The cot is late.")
    broken = Signal(id="promise_broken", confidence=0.9, spans=((0, 11), (0, 16), (17, 28)))

    found = last(replace(said, signals=(broken,))).situation.evidence["promise_broken"]

    assert found.quote == "Nobody rang … cot is late"
    assert found.spans == ((0, 11), (17, 28))


@pytest.mark.parametrize(
    ("text", "places", "quote"),
    [
        ("I took a day off and your engineer never came.", ("took", "engineer never came"), "engineer never came"),
        ("A day off work AGAIN and your engineer stayed away!", ("off work AGAIN and", "your engineer stayed"),
         "off work AGAIN and your engineer stayed"),
        ("Nobody rang. The baby is due in nine days.", ("Nobody rang", "in nine"), "Nobody rang"),
        ("Ridiculous. Shameful.", ("Ridiculous", "Shameful"), "Ridiculous"),
        ("A signal that a person set has no place.", (), ""),
    ],
)  # fmt: skip
def test_a_reason_quotes_whole_words_and_no_scraps_beside_them(text, places, quote):
    spans = tuple((text.index(words), text.index(words) + len(words)) for words in places)
    said = replace(customer(text=text), signals=(Signal(id="frustration", confidence=0.9, spans=spans),))

    assert last(said).situation.evidence["frustration"].quote == quote


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 80), st.integers(1, 30)), max_size=7))
def test_what_is_quoted_stands_where_the_evidence_says(places):
    text = "Nobody rang. I took a day off AGAIN, and your engineer never came; it is a disgrace, all of it. Why?"
    spans = tuple((start, min(start + length, len(text))) for start, length in places)
    said = replace(customer(text=text), signals=(Signal(id="frustration", confidence=0.9, spans=spans),))

    found = last(said).situation.evidence["frustration"]

    assert found.quote == " … ".join(text[slice(*span)] for span in found.spans)
    assert len(found.spans) == min(len(places), 2) or (len(found.spans) == 1 and len(places) > 1)


def test_of_ten_thousand_words_behind_a_signal_two_are_looked_for():
    places = iter([(0, 11), (0, 16), *((n, n + 1) for n in range(17, 10_000))])

    assert list(islice(_apart(places), 2)) == [(0, 11), (17, 18)]
    assert next(places) == (18, 19)


# Who moves a fact ----------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.lists(turns, min_size=2, max_size=8))
def test_a_fact_that_one_side_moves_stands_in_the_turns_of_the_other(talk):
    for before, after in pairwise(steps(*talk)):
        side = {"customer": "theirs", "agent": "ours", "supervisor": "ours"}.get(after.reading.turn.by)
        standing = [one.fact.name for one in COMPUTED if one.moved_by not in (None, side)]
        assert [after.situation[name] for name in standing] == [before.situation[name] for name in standing]


def test_before_anybody_spoke_for_a_side_its_facts_have_a_value_of_their_kind():
    first = last(system("The conversation was opened."))

    assert first.situation["conduct"] == "ok"
    assert first.situation["grievances"] == frozenset()
    assert first.situation["proposals"] == 0


def test_every_fact_that_was_entered_is_worked_out():
    assert {one.fact.name for one in ENTERED} == {one.fact.name for one in COMPUTED} <= FACTS.keys()
