"""Yes, no, partly, understood, fixed and goodbye: each needs what came before."""

import pytest
from tests.engine.reader.saying import hear, ids

OFFER = "A: I can send a new one on Monday, or refund you today. Which would you like?"


@pytest.mark.parametrize(
    "text",
    [
        "Monday please",
        "The refund.",
        "yes that works",
        "ok go ahead",
        "I'll take the refund",
        "refund today would be ideal",
    ],
)
def test_an_offer_is_accepted_in_many_words(text):
    assert hear(text, OFFER).has("acceptance")


@pytest.mark.parametrize(
    "text",
    [
        "No. Neither is good enough.",
        "Monday is too late for me.",
        "that doesn't help, I needed it yesterday",
        "I'm not accepting that",
    ],
)
def test_an_offer_is_rejected_in_many_words(text):
    reading = hear(text, OFFER)
    assert reading.has("rejection")
    assert not reading.has("acceptance")


def test_without_an_offer_there_is_nothing_to_accept_or_reject():
    assert not ids(hear("yes, fine")) & {"acceptance", "rejection", "partial_acceptance"}


def test_a_bare_answer_to_a_question_of_fact_is_no_acceptance():
    assert not hear("Yes.", "A: Is the small light on the box red?").has("acceptance")
    assert not hear("No.", "A: Is there anything else?").has("rejection")


def test_part_of_an_offer_can_be_accepted():
    assert hear("Ok, the refund is fine, but I still want to know why it happened.", OFFER).has("partial_acceptance")


def test_understanding_is_confirmed_only_after_we_played_it_back():
    back = "A: So two charges, no trip, and nobody answered. Have I got that right?"
    assert hear("Yes, exactly that.", back).has("understanding_confirmed")
    assert not hear("Yes, exactly that.").has("understanding_confirmed")


def test_nothing_is_resolved_in_a_first_message():
    assert not hear("The new card came, how do I switch it on?").has("resolution_confirmed")


def test_a_signature_under_a_complaint_is_no_goodbye():
    assert not hear("The boiler is broken again and nobody came. I expect a visit. Kind regards, R. Moss").has(
        "closing"
    )
    assert hear("That's everything, thanks. Bye!", OFFER).has("closing")


def test_a_yes_to_one_part_and_a_refusal_of_another_in_the_next_sentence_is_partial():
    heard = hear("Monday is fine. But the handling fee I will not pay.", OFFER)
    assert heard.has("partial_acceptance")
    assert not heard.has("acceptance")


@pytest.mark.parametrize(
    "text", ["Mr Monday. I am not after money.", "Yeah that was out of order", "I'd like the money back"]
)
def test_a_name_an_apology_and_a_new_wish_accept_nothing(text):
    assert not hear(text, OFFER).has("acceptance")


def test_a_length_of_time_alone_rejects_nothing():
    assert not hear("I've been waiting nine days", OFFER).has("rejection")


def test_who_cannot_pay_rejects_nothing():
    assert not hear("I'm afraid I cannot pay that at once.", OFFER).has("rejection")


def test_that_something_came_is_no_solution_where_it_came_wrong():
    assert not hear("The order has arrived today and it is the wrong size.", OFFER).has("resolution_confirmed")
    assert hear("The order has arrived today, thank you.", OFFER).has("resolution_confirmed")


def test_thanks_are_no_goodbye():
    assert not hear("Ok thanks", OFFER).has("closing")
    assert not hear("Thank you so much.", OFFER).has("closing")
    assert hear("Thank you so much. Bye!", OFFER).has("closing")
