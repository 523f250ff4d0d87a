"""Signals that need the record, the channel, or what was said before."""

from tests.engine.reader.saying import exchange, hear, ids, on_record

from unruffled.engine import reader
from unruffled.engine.vocabulary import Context, Turn


def test_a_post_is_public_and_a_private_message_is_not():
    assert hear("where is my order", channel="social").has("public_post")
    assert hear("where is my order", channel="review").has("public_post")
    assert not hear("where is my order", channel="dm").has("public_post")


def test_personal_data_is_exposed_only_where_others_see_it():
    text = "my email is ana@mail.example and the booking reference is QX7 4411"
    assert hear(text, channel="social").has("private_data_exposed")
    assert not hear(text, channel="chat").has("private_data_exposed")


def test_the_record_lets_a_faint_reference_count_as_a_repeated_contact():
    text = "Is there any progress?"
    assert not hear(text).has("repeat_contact")
    assert hear(text, record=on_record(contacts_30d=3)).has("repeat_contact")


def test_the_record_alone_is_no_signal():
    assert not ids(hear("Hello", record=on_record(contacts_30d=9, promises_broken=3)))


def test_a_promise_is_broken_across_two_sentences():
    assert hear("Your colleague said the courier would come on Monday. Nothing.").has("promise_broken")
    assert not hear("Your colleague said the courier would come on Monday. Is that still right?").has("promise_broken")


def test_the_same_demand_and_the_same_answer_twice_is_a_loop():
    ours = "A: Unfortunately the fee is not refundable under our terms."
    *_, second, _, third = exchange(
        "Please refund the late fee of 30 pounds.", ours,
        "I want the late fee of 30 pounds refunded.", ours,
        "So will you refund the late fee of 30 pounds?",
    )  # fmt: skip
    assert not second.has("loop")
    assert third.has("loop")


def test_an_exchange_is_long_by_the_norm_of_its_channel():
    turns = ["The bill is wrong.", "A: Which line is it?"] * 4
    assert hear("It is line four of the bill.", *turns, channel="email").has("long_exchange")
    assert not hear("It is line four of the bill.", *turns, channel="chat").has("long_exchange")


def test_a_denial_against_the_record_is_an_inconsistent_account():
    record = on_record("Parcel delivered 3 May, signed for at the door, photo on file")
    assert hear("My parcel never arrived.", record=record).has("inconsistent_account")
    assert not hear("My parcel never arrived.").has("inconsistent_account")
    assert not hear("My parcel never arrived.", record=on_record("Delivered to the wrong address, our error")).has(
        "inconsistent_account"
    )


def test_a_pattern_on_record_with_a_claim_needs_verification():
    record = on_record("Third non-delivery claim in 60 days", "GPS photo at the door")
    assert hear("It never came, refund me please.", record=record).has("fraud_indicator")
    assert not hear("Hello, what are your hours?", record=record).has("fraud_indicator")


def test_once_the_risk_is_named_and_asked_about_a_faint_yes_is_enough():
    asked = "A: I'm glad you told me. Are you thinking about ending your life?"
    first, _, then = exchange("I can't see a reason to go on living.", asked, "sometimes. at night mostly")
    assert first.has("self_harm")
    assert then.has("self_harm")
    *_, denied = exchange("I can't see a reason to go on living.", asked, "no, not like that. I'm just tired")
    assert not denied.has("self_harm")


def test_nobody_at_risk_is_calm_until_a_person_closes_the_record():
    before = exchange("I want to die", "A: I'm here. Are you safe right now?")
    ok = reader.read(Turn(3, "customer", 3.0, "ok thanks", "chat"), before, Context())
    assert ok.heat >= 1
    closed = [
        *before,
        reader.read(Turn(3, "system", 3.0, "Safety record closed.", "chat", event="safety_closed"), before, Context()),
    ]
    assert reader.read(Turn(4, "customer", 4.0, "ok thanks", "chat"), closed, Context()).heat_score < ok.heat_score
