"""The coach at work: what it says of a draft, where, and in which other words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.talk import agent, customer

from unruffled.engine import coach
from unruffled.engine.coach import unfilled
from unruffled.engine.coach.habits import IDS, phrasebook
from unruffled.engine.coach.rewrites import from_you_to_i
from unruffled.engine.reader.normalise import normalise
from unruffled.engine.vocabulary import Context

ANA = Context(
    customer={"name": "Ana"},
    history={"contacts_30d": 2},
    facts=("Cot bolt missing in order HL-4471", "Charged 29.00 on 3 June", "Visit fee 12.00 is owed back"),
    policy={"agent_goodwill_limit": 20, "manager_limit": 100},
)
FIRST = "The cot bolt is missing from order HL-4471 and I paid 29 euros. When will I get it? My baby comes next week."


def review(draft, *before, context=ANA, speaker=""):
    return coach.review(draft, situation=None, before=before, context=context, speaker=speaker)


def one(draft, habit, *before, **more):
    found = [r for r in review(draft, *before, **more) if r.id == habit]
    assert len(found) == 1, review(draft, *before, **more)
    return found[0]


def ids(draft, *before, **more):
    return [r.id for r in review(draft, *before, **more)]


def ana(*signals, text=FIRST, heat=1.5, **more):
    return customer(*signals, text=text, heat=heat, **more)


@pytest.mark.parametrize(
    "draft",
    [
        "The bolt was left out when we packed the cot; that was our mistake. A courier brings it tomorrow 10-12.",
        "Ana, I have HL-4471 open. The bolt leaves here today and is with you by Thursday.",
        "With you by Thursday. Is the cot otherwise complete?",
    ],
)
def test_a_good_reply_gets_no_remark(draft):
    assert review(draft, ana()) == ()


@pytest.mark.parametrize(("draft", "words"), [("", ""), ("   \n", ""), ("👍", "")])
def test_next_to_nothing_gets_no_remark(draft, words):
    assert coach.hints(draft) == ()


def test_a_vague_promise_is_turned_into_who_what_and_when():
    remark = one("We will look into it as soon as possible.", "vague_promise")
    assert remark.why == "No name, no time. Say who does what by when."
    assert remark.instead == "I'll check ⟨what⟩ and ring you by ⟨time⟩."
    assert unfilled(remark.instead)


def test_a_formula_is_asked_for_a_fact_and_offered_one_from_the_record():
    remark = one("I understand your frustration. With you by Thursday.", "canned_empathy", ana())
    assert remark.why == "This fits any case. Put one fact of Ana's in."
    assert "HL-4471" in remark.instead


def test_without_a_record_the_fact_is_in_the_customers_own_words():
    lamp = ana(text="The lamp hums all night. When do you come?")
    remark = one("We apologise for any inconvenience. On Friday.", "canned_empathy", lamp, context=Context())
    assert "The lamp hums all night" in remark.instead


@pytest.mark.parametrize(
    ("you", "i"),
    [
        ("You didn't send the photo", "I don't have the photo yet"),
        ("you never told us", "I didn't know that until now"),
        ("You need to fill in the form", "Could you fill in the form? Then I can ⟨next step⟩"),
        ("You claim that it was late", "You told me it was late"),
        ("You misunderstood the letter", "I wasn't clear"),
        ("You are being rude", "I want to get this right, and I do that best one point at a time"),
        ("The van is late", ""),
    ],
)
def test_you_becomes_i_where_it_can(you, i):
    assert from_you_to_i(you) == i


def test_an_open_question_is_named_in_the_customers_words():
    remark = one("Thank you for the photo of the cot. It is a lovely cot.", "a_no_answer", ana())
    assert remark.why == "Ana also asked: “When will I get it?”"


def test_what_was_given_already_is_shown_instead_of_asked_for():
    remark = one("Can I have your order number please? Then with you by Friday.", "ask_repeat_info", ana())
    assert remark.why == "Already in Ana's message: HL-4471."
    assert remark.instead == "I have HL-4471 here."


def test_goodwill_above_the_limit_names_by_how_much_and_what_is_owed_is_none():
    remark = one("I've added 55.00 for the trouble. With you by Friday.", "overpromise", ana())
    assert remark.why == "Above your limit by 35. Ask a supervisor first."
    assert "overpromise" not in ids("I've added 15.00 for the trouble. With you by Friday.", ana())
    assert "overpromise" not in ids("I've refunded the 29.00 and waived the fee. With you by Friday.", ana())
    assert "overpromise" not in ids("I've added 55.00 for the trouble. By Friday.", ana(), speaker="supervisor")


def test_a_sum_that_nobody_knows_is_not_claimed():
    assert one("I can see you were charged 39.00 euros. With you by Friday.", "overpromise", ana()).why.startswith(
        "39.00"
    )
    assert "overpromise" not in ids("I can see you were charged 29.00 euros. With you by Friday.", ana())


def test_a_second_apology_is_cut():
    before = (ana(), agent("a_apology_specific", text="I'm sorry the bolt was missing."), ana(text="And now? When?"))
    assert one("Again, I'm sorry. It is with you by Friday.", "repeat_apology", *before).instead == ""


def test_many_questions_keep_the_first():
    lost = ana("confusion", text="I don't understand the box. Which one?", heat=2)
    draft = "Is the light on? Is it red? Is it warm? Which one do you mean?"
    assert one(draft, "many_questions", lost).instead == "Is the light on?"


def test_a_notice_for_anger_is_held_back_and_for_an_insult_is_not():
    angry = ana("anger", text="This is a disgrace, three weeks!", heat=3.2)
    rude = ana("insult_agent", text="You useless idiot, three weeks!", heat=3.2, conduct="insult")
    draft = "The bolt is with you by Friday. I won't carry on while I'm called names."
    assert "tone_police" in ids(draft, angry)
    assert "tone_police" not in ids(draft, rude)


def test_an_insult_passed_over_is_named():
    rude = ana("insult_agent", text="You useless idiot, where is it?", heat=3.2, conduct="insult")
    assert "ignore_abuse" in ids("The bolt is with you by Friday.", rude)


def test_safety_comes_before_everything_else():
    danger = ana("self_harm", text="I can't do this any more, I want to die.", heat=3.5)
    assert ids("Please calm down. The invoice is due on Friday.", danger)[0] == "ignore_safety"


def test_at_most_six_remarks_and_the_gravest_are_kept():
    draft = (
        "Calm down. That is our policy. You should have read it. It's only a small delay. We will look into it soon. "
        "Unlike others, you never listen. You need to call the billing department. "
        "If you complain we will close your account. "
        "I guarantee this will never happen again."
    )
    remarks = review(draft, ana())
    assert len(remarks) == 6
    assert {"retaliate_complaint", "say_calm_down"} <= {r.id for r in remarks}


@pytest.mark.parametrize(
    ("text", "blanks"), [("by ⟨time⟩ or {date}", ["⟨time⟩", "{date}"]), ("by five {5}", []), ("", [])]
)
def test_blanks_are_found_so_that_they_cannot_be_sent(text, blanks):
    assert [text[slice(*s)] for s in unfilled(text)] == blanks


def test_every_rewrite_passes_the_coach_itself():
    for draft in (
        "We'll look into it.",
        "Calm down.",
        "You didn't send the photo.",
        "That's our policy.",
        "Someone will be in touch.",
    ):
        for remark in coach.hints(draft):
            assert coach.hints(remark.instead) == (), remark


def test_cost_grows_with_length_and_no_faster():
    def steps(text):
        start = phrasebook().steps
        phrasebook().find(normalise(text))
        return phrasebook().steps - start

    once = "If you complain we will close it, as I said, and you are so angry that it is your fault. "
    assert steps(once * 40) <= 45 * steps(once)


PIECES = st.sampled_from(
    "you should calm down sorry sorry ! ? . our policy 55.00 goodwill euros I'll look into it soon HL-4471 number "
    "please "
    "⟨time⟩ because if you complain we will close your account haha :) when the 3rd @you".split(" ")
)


@given(
    st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map(" ".join)),
    st.sampled_from(["chat", "social", "review", "phone"]),
    st.sampled_from(["", "agent", "supervisor", "manager", "somebody"]),
)
@settings(max_examples=120, deadline=None)
def test_any_draft_is_reviewed_with_remarks_in_order_that_point_into_it(draft, channel, speaker):
    before = (ana("anger", "confusion", "sarcasm", heat=3, channel=channel),)
    remarks = review(draft, *before, speaker=speaker)
    assert list(remarks) == sorted(remarks, key=lambda r: (r.span, r.id))
    for remark in remarks:
        assert remark.id in IDS
        assert 0 <= remark.span[0] < remark.span[1] <= len(draft)
        assert remark.why
        assert "{" not in remark.why
    assert remarks == review(draft, *before, speaker=speaker)


@pytest.mark.parametrize(
    ("draft", "filled"),
    [
        ("We will look into ⟨what⟩ as soon as possible.", "We will look into it as soon as possible."),
        ("You should have rung by {time}.", "You should have rung by noon."),
        ("⟨the amount⟩ back is against our policy.", "Two visits back is against our policy."),
    ],
)
def test_what_there_is_to_say_of_a_sentence_waits_until_its_blank_is_filled(draft, filled):
    assert ids(draft) == []
    assert unfilled(draft)
    assert ids(filled) != []


def test_a_blank_holds_back_nothing_that_is_said_of_other_sentences():
    assert ids("I ring you by ⟨time⟩. Calm down.", ana()) == ["say_calm_down"]


def test_an_open_question_is_not_missed_while_a_blank_may_be_its_answer():
    assert "a_no_answer" in ids("The bolt was left out. I am sorry.", ana())
    assert "a_no_answer" not in ids("The bolt was left out; it comes on ⟨which day⟩. I am sorry.", ana())


def test_a_danger_that_is_passed_over_is_said_whatever_is_still_to_be_filled_in():
    despair = customer("self_harm", text="I want to end my life.", heat=3.0)
    assert ids("The bill is due on ⟨which day⟩.", despair) == ["ignore_safety"]


def test_words_inside_a_blank_are_no_words_of_ours():
    assert ids("I can see it here. ⟨what the record says⟩ That is all for now.", ana(text="It is broken.")) == []
