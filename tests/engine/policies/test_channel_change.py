"""Changing the channel: the matrix, always an offer, never a push, and an access need decides."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW
from tests.engine.policies.houses import a_house
from tests.engine.talk import agent, customer, last, record

from unruffled.engine.policies.channel_change import Case, Offer, changed, may_change, may_offer, next_step
from unruffled.engine.policies.house import default, parse_house
from unruffled.engine.policies.sections.channel_change import CHANNELS, KNOWN, WAYS
from unruffled.engine.rules import BadRule
from unruffled.engine.vocabulary import CONDUCTS, SIGNALS

ROWS = {row.id: row for row in default().channel_change.rows}
CALM = customer("issue_stated")


def offered(*readings, channel, **known):
    where = last(*(readings or (CALM,)), channel=channel, context=known.pop("context", None)).situation
    case = Case(**{key: frozenset(v) if isinstance(v, list) else v for key, v in known.items()})
    return [offer.id for offer in next_step(situation=where, case=case)]


def an_offer(**given):
    return Offer(
        **({"id": "x", "to": "phone", "by": "agent", "say_first": "", "carry_over": "", "reasons": ()} | given)
    )


# The matrix ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("readings", "channel", "known", "ids"),
    [
        ([customer("anxiety", heat=2)], "email", [], ["email_to_phone"]),
        ([customer("confusion", heat=1)], "email", [], ["email_to_phone"]),
        ([customer("anger", heat=3)], "chat", [], ["chat_to_phone"]),
        ([CALM], "chat", ["multi_step"], ["chat_to_phone"]),
        ([CALM], "phone", ["small_print"], ["phone_to_email"]),
        ([customer("shouting", "loop", heat=3)], "phone", [], ["phone_to_email"]),
        ([CALM], "phone", ["links_or_photos"], ["phone_to_sms"]),
        ([customer("private_data_exposed")], "social", [], ["social_to_private"]),
        ([CALM, agent("a_reflect"), CALM], "social", [], ["social_to_private"]),
        ([CALM, agent("a_reflect"), CALM], "review", [], ["review_to_private"]),
        ([CALM], "email", ["repeat_failures"], ["visit"]),
        ([CALM], "email", ["no_other_contact"], ["letter"]),
        ([customer("legal_threat")], "email", [], ["letter"]),
        ([customer("language_barrier")], "phone", [], ["interpreter"]),
        ([CALM], "phone", ["hearing"], ["interpreter"]),
    ],
)
def test_each_row_of_the_matrix_is_offered_when_it_fits(readings, channel, known, ids):
    assert offered(*readings, channel=channel, known=known) == ids


@pytest.mark.parametrize(
    ("readings", "channel", "known", "not_offered"),
    [
        ([customer("anxiety", heat=2)], "email", ["evidence_in_writing"], "email_to_phone"),
        ([customer("anxiety", "legal_threat", heat=2)], "email", [], "email_to_phone"),
        ([customer("anger", heat=3)], "chat", ["hearing"], "chat_to_phone"),
        ([CALM], "phone", ["small_print", "urgent"], "phone_to_email"),
        ([CALM], "phone", ["small_print", "essential_service"], "phone_to_email"),
        ([CALM], "phone", ["links_or_photos", "card_data"], "phone_to_sms"),
        ([customer("vulnerability_capability")], "phone", ["links_or_photos"], "phone_to_sms"),
        ([customer("private_data_exposed")], "social", ["hazard_or_outage"], "social_to_private"),
        ([CALM], "review", [], "review_to_private"),
        ([CALM], "email", ["home_need", "threat_on_file"], "visit"),
        ([CALM], "phone", [], "phone_to_email"),
    ],
)
def test_each_row_has_its_not_when(readings, channel, known, not_offered):
    assert not_offered not in offered(*readings, channel=channel, known=known)


def test_a_calm_conversation_stays_where_it_is():
    assert [offered(CALM, channel=channel) for channel in ("email", "chat", "phone", "sms")] == [[]] * 4


def test_a_no_says_which_line_it_is():
    where = last(customer("anxiety", "legal_threat", heat=2), channel="email").situation
    decision = may_offer(
        row=ROWS["email_to_phone"], situation=where, case=Case(known=frozenset({"evidence_in_writing"}))
    )
    failed = [reason for reason in decision.reasons if not reason.holds]
    assert [(one.fact, one.value) for one in failed] == [("not_when", "legal_turns, evidence_in_writing")]


def test_every_offer_has_words_to_say_first_and_something_to_take_along():
    assert all(row.say_first and row.carry_over for row in ROWS.values())
    assert {row.to for row in ROWS.values()} <= set(WAYS)


def test_who_is_in_danger_is_not_moved_elsewhere():
    assert offered(customer("self_harm", "distress", heat=3), channel="chat") == []


# Access and wishes ---------------------------------------------------------------------------------------------------


def test_who_declined_the_phone_is_not_asked_again():
    assert offered(customer("anger", heat=3), channel="chat", declined=["phone"]) == []


def test_an_access_need_fixes_the_channel():
    hot = customer("anger", heat=3)
    assert offered(hot, channel="chat", reachable=["chat", "email"]) == []
    assert offered(hot, channel="chat", reachable=["chat", "phone"]) == ["chat_to_phone"]


def test_until_we_asked_which_channel_works_nothing_but_help_alongside_is_offered():
    need = customer("access_need", "anxiety", heat=2)
    assert offered(need, channel="email") == []
    assert offered(need, channel="email", known=["hearing"]) == ["interpreter"]


def test_private_is_whichever_private_channel_they_can_use():
    shown = customer("private_data_exposed")
    assert offered(shown, channel="social", reachable=["email"]) == ["social_to_private"]
    assert offered(shown, channel="social", reachable=["letter"]) == []


@pytest.mark.parametrize(("level", "ids"), [(2, ["visit"]), (3, ["visit", "letter"]), (4, ["letter"])])
def test_a_notice_in_force_brings_letters_and_after_an_ended_contact_nobody_visits(level, ids):
    on_record = record(notices=[{"level": level}])
    assert offered(CALM, channel="email", known=["home_need"], context=on_record) == ids


SITUATIONS = st.tuples(
    st.lists(st.sampled_from(sorted(SIGNALS)), max_size=6),
    st.integers(0, 4),
    st.sampled_from(sorted(CONDUCTS)),
    st.sampled_from(CHANNELS),
)
CASES = st.builds(
    Case,
    known=st.frozensets(st.sampled_from(KNOWN), max_size=5),
    changes=st.integers(0, 5),
    declined=st.frozensets(st.sampled_from(WAYS), max_size=3),
    reachable=st.frozensets(st.sampled_from(["email", "phone", "chat", "sms"]), max_size=3),
)


def a_situation(drawn):
    signals, heat, conduct, channel = drawn
    return last(customer(*signals, heat=heat, conduct=conduct), channel=channel).situation


@given(SITUATIONS, CASES)
@settings(max_examples=80, deadline=None)
def test_nobody_is_ever_offered_what_they_declined_cannot_use_or_have(drawn, case):
    where = a_situation(drawn)
    for offer in next_step(situation=where, case=case):
        assert offer.to not in case.declined | {where["channel"]}
        assert offer.to in case.reachable | {"interpreter", "private"} or not case.reachable
        assert all(reason.holds for reason in offer.reasons)


@given(SITUATIONS, CASES)
@settings(max_examples=40, deadline=None)
def test_reasons_can_be_checked_against_the_situation(drawn, case):
    where = a_situation(drawn)
    for offer in next_step(situation=where, case=case):
        for reason in offer.reasons:
            if reason.quote:
                assert where[reason.fact] == reason.value


# Making the change ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["agent", "senior", "supervisor", "manager"])
def test_nobody_is_moved_who_did_not_say_yes(role):
    decision = may_change(offer=an_offer(), role=role, case=Case(), accepted=False)
    assert (decision.allowed, decision.ask) == (False, None)


@pytest.mark.parametrize(
    ("changes", "role", "allowed"), [(1, "agent", True), (2, "agent", False), (2, "supervisor", True)]
)
def test_a_third_change_needs_a_supervisor(changes, role, allowed):
    decision = may_change(offer=an_offer(), role=role, case=Case(changes=changes), accepted=True)
    assert (decision.allowed, decision.ask) == (allowed, None if allowed else "supervisor")


def test_a_visit_is_a_managers():
    visit = an_offer(to="visit", by="manager")
    assert may_change(offer=visit, role="agent", case=Case(), accepted=True).ask == "manager"
    assert may_change(offer=visit, role="manager", case=Case(), accepted=True).allowed


def test_mia_who_proposed_the_call_makes_it_and_ana_keeps_her_place():
    since = NOW - timedelta(minutes=40)
    change = changed(
        offer=an_offer(id="chat_to_phone"), by="mia", waiting_since=since, within=timedelta(minutes=10), now=NOW
    )
    assert (change.owner, change.waiting_since, change.effort, change.why) == ("mia", since, 1, "chat_to_phone")
    assert change.answer_by == NOW + timedelta(minutes=10)


def test_a_house_may_allow_one_change_only():
    decision = may_change(
        offer=an_offer(), role="agent", case=Case(changes=1), accepted=True, house=a_house(channel_change={"most": 1})
    )
    assert decision.ask == "supervisor"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('to           = "visit"', 'to = "vist"'), ["visit", "Did you mean 'visit'"]),
        (('from         = ["review"]', 'from = ["reviews"]'), ["review_to_private", "reviews"]),
        (('when_known   = ["multi_step"]', 'when_known = ["steps"]'), ["chat_to_phone.when_known", "steps"]),
        (("{ confusion = true }", "{ confuson = true }"), ["email_to_phone: when", "Did you mean 'confusion'"]),
        (("most = 2 ", "most = -2 "), ["channel_change.most", "-2"]),
        (('by           = "manager"', 'by = "anybody"'), ["visit.by", "anybody"]),
        (('say_first    = "three facts"', ""), ["visit.say_first", "missing"]),
    ],
)
def test_a_bad_matrix_names_the_row_and_the_bad_word(change, says, shipped):
    assert change[0] in shipped
    with pytest.raises(BadRule) as refused:
        parse_house(shipped.replace(*change), file="ours.toml")
    assert all(words in str(refused.value) for words in ["ours.toml", *says]), str(refused.value)
