"""Rules and model meet in one place, and its table names only what there is."""

import pytest
from tests.engine.reader.saying import exchange

from unruffled.engine.reader import customer, fusion, model
from unruffled.engine.reader.fusion import Hunch
from unruffled.engine.reader.lexicon import PhraseError
from unruffled.engine.reader.seen import SHOWN
from unruffled.engine.vocabulary import Context, Reading, Signal, Turn


def reading(text, hunch=fusion.NONE):
    return customer.read(Turn(1, "customer", 0, text, "chat"), (), Context(), version="test", hunch=hunch)


def test_every_signal_of_the_table_has_a_head_in_the_weights():
    table = fusion.table()
    known = {head.partition(":")[2] for head in model.heads() if head.startswith(("s:", "a:"))}
    assert (table.alone | table.beside) <= known


def test_what_the_model_may_show_alone_shows_with_its_words():
    sure = Signal("disappointment", 0.8, ((0, 4),))
    found = {s.id: s for s in reading("That was not what my daughter had looked forward to.", Hunch((sure,))).signals}
    assert found["disappointment"].spans == ((0, 4),)


@pytest.mark.parametrize("id", ["acceptance", "resolution_confirmed"])
def test_what_only_the_model_sees_in_an_answer_is_not_taken_back_for_a_lack_of_words(id):
    ours = exchange(
        "The boiler is out.",
        "A: So the boiler is out, am I right? I can send Tom on Monday at nine. What number is on its lid?",
    )
    turn = Turn(3, "customer", 3, "Well, the cat will have to be shut in the bathroom then.", "chat")
    sure = Hunch((Signal(id, 0.8), Signal("understanding_confirmed", 0.8)))
    assert customer.read(turn, ours, Context(), version="test", hunch=sure).has(id)


def test_what_only_strengthens_never_shows_without_words_of_the_rules():
    sure = Signal("refund_demand", 0.9, ((0, 4),))
    assert not reading("The sky is blue today.", Hunch(beside=(sure,))).has("refund_demand")


def test_heat_of_the_model_has_its_share_and_not_more():
    calm = reading("The parcel came.", Hunch(heat=0.0)).heat_score
    hot = reading("The parcel came.", Hunch(heat=4.0)).heat_score
    assert hot - calm == pytest.approx(4 * fusion.table().heat, abs=0.35)


def test_what_the_model_says_below_where_its_head_shows_is_in_doubt():
    text = "That was not what my daughter had looked forward to."
    limit = fusion.sure_from("disappointment")
    found = [reading(text, Hunch((Signal("disappointment", c, ((0, 4),)),))) for c in (limit - 0.01, limit)]

    assert limit > SHOWN
    assert [r.signal("disappointment").sure for r in found] == [False, True]


def test_the_limit_of_doubt_is_that_of_the_measured_head():
    for id in ("anger", "safety_hazard", "a_vague"):
        head = model.heads()[f"{'a' if id.startswith('a_') else 's'}:{id}"]
        assert fusion.sure_from(id) == pytest.approx(max(SHOWN, fusion.table().confidence(id, head.show)), abs=0.001)


@pytest.mark.parametrize("id", ["legal_threat", "shouting", "long_exchange", "public_post", "a_policy_wall"])
def test_what_the_model_has_no_part_in_is_never_in_doubt(id):
    assert fusion.sure_from(id) == SHOWN


@pytest.mark.parametrize("id", ["self_harm", "insult_agent"])
def test_what_shows_late_enough_is_always_sure(id):
    assert fusion.sure_from(id) == SHOWN


def test_a_move_of_ours_may_be_in_doubt_too():
    turn = Turn(1, "agent", 0, "We are looking at it.", "chat")
    low = Hunch((Signal("a_vague", fusion.sure_from("a_vague") - 0.01),))

    assert not fusion.of_ours(Reading(turn=turn), low).signal("a_vague").sure


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("[customers]\nalone = []", "customers"),
        ("[customer]\nloud = []", "loud"),
        ("[customer]\nalone = ['angry']", "angry"),
        ("[staff]\nbeside = ['anger']", "anger"),
        ("[customer]\nalone = ['anger']\nbeside = ['anger']", "anger"),
    ],
)
def test_a_wrong_table_is_refused_by_its_word(text, bad):
    with pytest.raises(PhraseError, match=bad):
        fusion.parsed(text)


def test_a_share_of_heat_is_between_nothing_and_all():
    with pytest.raises(PhraseError, match=r"heat\.share"):
        fusion.parsed("[heat]\nshare = 1.5")


def test_a_signal_shows_from_its_own_probability_on():
    table = fusion.parsed("[show]\nusual = 0.4\nanger = 0.8")
    assert table.confidence("anger", 0.8) == pytest.approx(0.5)
    assert table.confidence("anger", 0.4) == pytest.approx(0.25)
    assert table.confidence("relief", 0.4) == pytest.approx(0.5)
    assert table.confidence("relief", 1.0) == pytest.approx(1.0)


def test_marks_are_whole_words_that_say_something():
    text = "About HL-4471. The cot was due on Monday. Where's it?"
    assert fusion.told(text, [(11, 18), (19, 22)]) == ((9, 18),)  # "4471. The" without its dot, and "cot" not at all
    assert fusion.told(text, [(text.index("onday"), text.index(". Where") + 1)]) == (
        (text.index("Monday"), text.index("Monday") + 6),
    )
    assert fusion.told(text, [(text.index("was"), text.index("was") + 3)]) == ((15, 40),)  # its sentence
    assert fusion.told("", [(0, 1)]) == ()
