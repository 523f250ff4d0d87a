"""Our own turns: what was done well, what was not, and that good turns are not blamed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.talk import agent, customer

from unruffled.engine import reader
from unruffled.engine.reader import exchange, staff
from unruffled.engine.reader.done_badly import BADLY
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.vocabulary import AGENT_SIGNALS, BAD_AGENT_SIGNALS, Context, Turn

BOOK = exchange.phrasebook()
EXAMPLES = [pytest.param(e, id=f"{e.id}-{i}") for one in BOOK.entries.values() for i, e in enumerate(one.examples)]

RECORD = Context(customer={"name": "Ana"}, facts=("Order number HL-4471 given in the form", "Charged 29 on 3 June"))


def said(text, *signals, heat=2.0, **more):
    return customer(*signals, text=text, heat=heat, **more)


def ids(text, *before, channel="chat", context=RECORD):
    turn = Turn(n=len(before) + 1, by="agent", at=9, text=text, channel=channel)
    return {s.id for s in staff.read(turn, before, context, version="t").agent_signals}


def bad(text, *before, **more):
    return ids(text, *before, **more) & set(BAD_AGENT_SIGNALS)


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_phrase_file_finds_its_examples_and_only_those(example):
    assert any(h.id == example.id for h in BOOK.find(normalise(example.text))) is example.fits


def test_every_bad_agent_signal_can_be_read():
    known = set(BOOK.entries) | set(BADLY)
    assert set(BAD_AGENT_SIGNALS) <= known
    assert known & AGENT_SIGNALS


COMPLAINT = "I cancelled the gym on the 1st and you still took 29 euros on the 3rd. When do I get it back?"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("You cancelled the gym on the 1st and 29 euros left your account on the 3rd all the same.", "a_reflect"),
        ("No wonder you're cross: 29 euros gone after you cancelled.", "a_empathy"),
        ("I'm sorry we took the 29 euros after you cancelled.", "a_apology_specific"),
        ("That was our mistake, not yours.", "a_ownership"),
        ("The 29 is on your card by Friday.", "a_commit"),
        ("It happened because the list is made the evening before.", "a_explain"),
        ("I can pay it back today or take it off July. Which would you like?", "a_options"),
        ("I can pay it back today or take it off July. Which would you like?", "a_choice"),
        (
            "I can't undo the booking fee, because it went to the airport. What I can do is move the date.",
            "a_honest_no",
        ),
        ("I'll bring my manager in and tell her the whole story, so you don't repeat it.", "a_warm_handoff"),
        ("Have I got that right?", "a_check"),
        ("That came out wrong. Let me start again.", "a_repair"),
        ("I'll check on Monday that it arrived and text you.", "a_followup"),
        ("Thank you for the screenshots, they helped.", "a_thanks"),
        ("There's no rush; one step at a time.", "a_adjust"),
        ("I've added a free month because you had to chase us.", "a_goodwill"),
        ("Your seat is safe: only you can release it.", "a_reassurance"),
        ("For claims of this kind we check the log with the carrier.", "a_neutral_verify"),
        ("May I ring you at five?", "a_channel"),
        ("I'd suggest the later train.", "a_suggestion"),
        ("I'm listening. Go on.", "a_listen"),
    ],
)
def test_what_is_done_well_is_seen(text, wanted):
    assert wanted in ids(text, said(COMPLAINT))
    assert not bad(text, said(COMPLAINT)) - {"a_no_answer"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Please calm down.", "a_calm_down"),
        ("I'm only doing my job.", "a_defensive"),
        ("You should have read the terms.", "a_blame_customer"),
        ("That's the bank's fault, nothing to do with us.", "a_blame_other"),
        ("It's only a small delay.", "a_minimise"),
        ("We apologise for any inconvenience caused.", "a_canned"),
        ("We'll look into it and get back to you.", "a_vague"),
        ("I guarantee this will never happen again.", "a_overpromise"),
        ("Sorry, I'm so sorry, I really apologise, sorry.", "a_overapology"),
        ("We value your custom. Have a nice day.", "a_no_answer"),
        ("That's our policy.", "a_policy_wall"),
        ("You never listen.", "a_you_accuse"),
        ("Can I have your order number please?", "a_repeat_question"),
        ("You need to call the billing department.", "a_cold_transfer"),
        ("Your story looks suspicious.", "a_accuse_fraud"),
        ("Thanks for the essay. Good luck with that.", "a_sarcasm"),
        ("Legally we owe you nothing.", "a_legal_argument"),
        ("Your RMA is stuck in the tier 2 queue of the back end.", "a_jargon"),
        ("Let me stop you there.", "a_interrupt"),
        ("Noted.", "a_ignore"),
    ],
)
def test_what_is_done_badly_is_seen(text, wanted):
    assert wanted in bad(text, said(COMPLAINT))


@pytest.mark.parametrize(
    "text",
    [
        "Nobody here will tell you to calm down. You cancelled, we charged you, and the 29 is back by Friday.",
        "It says nothing about you: that was us, not you. The 29 is back by Friday.",
        "You did nothing wrong. You should have had the 29 back on the 4th; it's with you by Friday.",
        "I said the fault was yours. It wasn't. I'm reversing the 29 now, with you by Friday.",
        "You shouldn't have had to write twice. The 29 is back by Friday.",
        "The rule lets me pay it back today, so the 29 is with you by Friday.",
        "I can't say more about the law. What I can do is send the 29 by Friday.",
    ],
)
def test_words_that_only_sound_bad_are_not_blamed(text):
    assert bad(text, said(COMPLAINT)) == set()


def test_the_same_words_are_empathy_with_a_fact_and_none_without():
    words = "That must have been a horrible call to get."
    assert "a_empathy" in ids(
        "In a funeral week, " + words.lower(), said("You rang me about 12 euros in the week of the funeral.")
    )
    assert "a_empathy" not in ids(words, said("Where is my parcel?"))


@pytest.mark.parametrize(
    "text",
    [
        "Can you take the table at number 41?",
        "Could you send the desk back to number 7, please?",
        "Can I give you booking HL-9930 instead?",
    ],
)
def test_a_number_that_we_name_is_none_that_we_ask_for(text):
    assert "a_repeat_question" not in bad(text, said("My order HL-20417 is late, I want it changed."))
    assert "a_repeat_question" in bad("Can you give me your order number?", said("My order HL-20417 is late."))


def test_asking_for_what_nobody_gave_is_a_question_and_no_fault():
    assert bad("Can I have your order number please?", said("My lamp is broken."), context=Context()) == set()


def test_a_question_answered_late_in_the_turn_is_answered():
    assert "a_no_answer" not in bad("You cancelled in time. The money is back by Friday.", said(COMPLAINT))


def test_a_fix_for_someone_still_hot_comes_too_early_until_they_were_heard():
    hot = said("THREE times now!! Nobody cares, the heating is dead again!", "anger", heat=3.4)
    assert "a_early_fix" in bad("Have you tried turning the valve? Please try the reset.", hot)
    heard = agent("a_reflect", text="Three times now, and the heating is dead again.")
    assert "a_early_fix" not in bad("Have you tried turning the valve?", hot, heard, hot)


def test_a_danger_passed_over_is_ignored():
    assert "a_ignore" in bad("Your invoice is attached.", said("I want to end it all tonight.", "self_harm", heat=3))


def test_a_number_of_theirs_in_public_is_a_leak_and_in_private_is_not():
    post = said("My order HL-4471 never came @shop")
    assert "a_privacy_leak" in bad("We see order 4471 in the depot.", post, channel="social")
    assert "a_privacy_leak" not in bad("We see order 4471 in the depot.", post)


def test_words_in_quotation_marks_are_somebody_elses():
    assert "a_calm_down" not in bad('He said "please calm down" to you, and that was wrong of him.', said(COMPLAINT))


def test_the_reader_reads_our_turns_and_a_supervisors():
    turn = Turn(n=1, by="supervisor", at=0, text="I'm Maya. I'll ring you by five today.", channel="phone")
    reading = reader.read(turn, (), Context())
    assert reading.has("a_commit")
    assert [p.who for p in reading.promises] == ["supervisor"]


def test_cost_grows_with_length_and_no_faster():
    def steps(text):
        start = BOOK.steps
        BOOK.find(normalise(text))
        return BOOK.steps - start

    once = "I'm sorry, you should have called; that is our policy and I'll look into it soon. "
    assert steps(once * 40) <= 45 * steps(once)


PIECES = st.sampled_from(
    "sorry sorry , . ? ! you should have calm down I'll ring you by 5 our policy is order number please HL-4471 never "
    "always I understand your frustration because which would you like manager [crying] @you #tag £20 :)".split(" ")
)


@given(
    st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map(" ".join)),
    st.sampled_from(["chat", "social", "phone"]),
)
@settings(max_examples=120, deadline=None)
def test_any_text_is_read_with_spans_that_point_into_it(text, channel):
    before = (said(COMPLAINT, "anger"),)
    turn = Turn(n=2, by="agent", at=1, text=text, channel=channel)
    reading = staff.read(turn, before, RECORD, version="t")
    for signal in reading.agent_signals:
        assert signal.id in AGENT_SIGNALS
        assert 0 < signal.confidence <= 1
        assert all(0 <= a < b <= len(text) for a, b in signal.spans)
        assert signal.spans


# Once taken for blame, or not taken for it ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("The delay was due to you calling before the bags came.", "a_blame_customer"),
        ("You probably fiddled with the dial.", "a_blame_customer"),
        ("It's the contractor that misses these visits, that's not us.", "a_blame_other"),
        ("We do good work. It was fine when it left our workshop.", "a_defensive"),
        ("Our technicians are highly trained and we stand by them.", "a_defensive"),
        ("You are strictly liable, and the courts have upheld it.", "a_legal_argument"),
        ("You never check your letters.", "a_you_accuse"),
        ("Twelve weeks it is, there is nothing I can do for you.", "a_policy_wall"),
        ("Per the EVC rules all OVF forms go through the MIS first.", "a_jargon"),
    ],
)
def test_this_is_bad(text, signal):
    assert signal in bad(text, said("Where is my refund?"))


@pytest.mark.parametrize(
    "text",
    [
        "Your fault stays open and the engineer comes tomorrow.",
        "You were told that it was your doing, in front of people.",
        "Could you put them away while I hold on?",
        "That was my job and I did not do it, I am sorry.",
        "I think you've got somebody else's parcel.",
        "The premium belongs to another team, so it has its own number.",
        "Review us, write whatever you like.",
        "Refund RF-90211 and RV-771 are on your card, the VAT and the PDF too.",
    ],
)
def test_this_is_not_bad(text):
    assert bad(text, said("My refund is late.")) == set()


def test_a_card_s_last_digits_in_public_are_a_leak():
    assert "a_privacy_leak" in bad("We see your Visa ending 4471.", said("where are my tickets"), channel="social")
    assert "a_privacy_leak" not in bad("We see your Visa ending 4471.", said("where are my tickets"), channel="dm")
