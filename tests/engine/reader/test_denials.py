"""What writers deny to mean or to have borne does not show; a threat that hangs on something does."""

import pytest
from tests.engine.reader.saying import hear, ids

from unruffled.engine.reader import customer
from unruffled.engine.reader.fusion import Hunch
from unruffled.engine.vocabulary import Context, Signal, Turn


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("I am not going to leave a review, I only wanted the caterer to know the soup was cold.", "review_threat"),
        ("We have no intention of going to the papers, we like the farm shop too much.", "media_threat"),
        ("I won't be posting this on Facebook, it stays between us.", "review_threat media_threat"),
        ("No need for a manager, you can settle it.", "supervisor_demand"),
        ("I'm not here to ask for compensation, just tell the groomer he clipped the ear.", "compensation_demand"),
        ("We don't want a refund, we want the piano tuned.", "refund_demand"),
        ("I don't need a refund. The replacement hinge is enough.", "refund_demand"),
        ("There's no plan to cancel our allotment, I just asked what it costs.", "churn_threat"),
        ("I'm not looking to switch to another dentist, I'm asking whether Dr Patel is back.", "churn_threat"),
        ("I have no wish to take you to court over a birdbath.", "legal_threat"),
        ("I never planned to go to the ombudsman, please don't worry.", "regulator_threat"),
        ("We aren't planning on reporting it to the council.", "regulator_threat"),
        ("I had no intention of disputing the charge with my bank.", "chargeback_threat"),
        ("I wouldn't dream of leaving you for another vet.", "churn_threat"),
        ("Nobody promised me a window seat, I only hoped for one.", "promise_broken"),
        ("No one promised us delivery before Easter, so no harm done.", "promise_broken"),
        ("Never once did I have to explain my allergy again in your canteen.", "repeat_info"),
        ("In ten years I have never had to chase you for an invoice.", "repeat_contact long_wait"),
        ("I didn't have to wait long at the clinic, thanks.", "long_wait"),
        ("You don't need to call me back, a text is fine.", "repeat_contact long_wait"),
        ("You needn't ring me again about the curtains, the letter explained everything.", "repeat_contact long_wait"),
        ("No need to put me through to your supervisor, you've been clear.", "supervisor_demand"),
        ("My solicitor read the lease and is happy with it, so we can sign on Monday.", "legal_threat"),
        ("I am not asking for my money back, I am asking for the right size of boot.", "refund_demand"),
        ("I'm not out for compensation, just fix the gutter.", "compensation_demand"),
        ("There's no question of us moving to another school, we adore Miss Ware.", "churn_threat"),
        ("We never meant to cancel the piano lessons, only to pause in June.", "churn_threat"),
        ("I am not about to call a lawyer over a cracked mug.", "legal_threat"),
        ("No reason to bring your manager into this, Tom.", "supervisor_demand"),
        ("Nothing to do with a refund: I only want the recipe.", "refund_demand"),
        ("We're not after a refund, only the missing leg of the stool.", "refund_demand"),
        ("It wasn't my intention to post it on Facebook, sorry about that.", "review_threat"),
        ("I did not have to repeat myself once, splendid.", "repeat_info"),
        ("You never promised me the blue one, I simply liked it.", "promise_broken"),
        ("You don't have to transfer me, I can hold.", "transfer_complaint"),
        ("I shan't be suing anybody, rest easy.", "legal_threat"),
        ("My lawyer is happy with the wording, please send two copies.", "legal_threat"),
        ("I've never needed to ring you twice about anything.", "repeat_contact"),
        ("I have no desire to go to the press.", "media_threat"),
        ("I'm not trying to get money back, I'm trying to get the tent back.", "refund_demand"),
    ],
)
def test_what_its_writer_says_they_will_not_do_does_not_show(text, signals):
    assert ids(hear(text)).isdisjoint(signals.split())


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("I will not hesitate to leave a one star review.", "review_threat"),
        ("I won't rest until the ombudsman hears of this.", "regulator_threat"),
        ("We will not stop until this is in the newspapers.", "media_threat"),
        ("I don't want to go to court but I will if the deposit isn't back by Friday.", "legal_threat"),
        ("I'm not going to leave a bad review if you refund the tickets today.", "review_threat"),
        ("If you put it right I won't go to the local paper.", "media_threat"),
        ("I don't want to leave you, but you give me no choice: I'm switching to another gym.", "churn_threat"),
        ("Don't think I won't take you to small claims.", "legal_threat"),
        ("I don't want a voucher, I want a refund.", "refund_demand"),
        ("I do not want to speak to you, I want to speak to a manager.", "supervisor_demand"),
        ("I have no choice but to take this to the ombudsman.", "regulator_threat"),
        ("I'm not afraid to go to the press about the mouldy nursery.", "media_threat"),
        ("I don't want to have to explain this again to a fourth person.", "repeat_info"),
        ("I shouldn't have to chase you every week for my wages slip.", "repeat_contact"),
        ("Nobody called me back as promised, third time now.", "promise_broken"),
        ("You promised me Tuesday and nobody came.", "promise_broken"),
        ("I won't go to the press yet, you have until Monday.", "media_threat"),
        ("I am not going to stay with a bank like this, I want to close my account.", "churn_threat"),
        ("No refund, no peace: I want my money back.", "refund_demand"),
        ("I'm not going to use your airline again.", "churn_threat"),
        ("I have not once been called back, three times I've rung.", "long_wait"),
        ("I will not be coming back to this hotel.", "churn_threat"),
        ("I didn't want to write a bad review, but I will now.", "review_threat"),
        ("I'm not above going to the ombudsman.", "regulator_threat"),
        ("I won't be quiet, I'm writing a one star review tonight.", "review_threat"),
        ("I don't need a voucher, I need a refund now.", "refund_demand"),
        ("There is no way I'm staying, cancel my account.", "churn_threat"),
        ("I do not intend to wait any longer, put me through to your manager.", "supervisor_demand"),
        ("Not only will I leave a review, I will tell my lawyer.", "review_threat legal_threat"),
        ("I'd rather not go to court, but I will if I must.", "legal_threat"),
        ("I am not going to sue you, unless the ring stays lost.", "legal_threat"),
        ("I have had to explain this three times.", "repeat_info"),
        ("You never called me back.", "long_wait"),
    ],
)
def test_what_is_only_held_back_or_complained_of_still_shows(text, signals):
    assert set(signals.split()) <= ids(hear(text))


@pytest.mark.parametrize(
    ("pointed_at", "shows"),
    [(["walk away"], False), (["walk away", "we part here"], True), (["we part here"], True)],
)
def test_what_the_model_points_at_is_denied_only_where_all_of_it_is(pointed_at, shows):
    text = "I have no plans to walk away. Still, we part here."
    spans = tuple((text.index(words), text.index(words) + len(words)) for words in pointed_at)
    turn = Turn(1, "customer", 1.0, text, "chat")
    hunch = Hunch((Signal("churn_threat", 0.9, spans),))

    assert customer.read(turn, (), Context(), version="test", hunch=hunch).has("churn_threat") is shows
