"""What a message costs is measured as it arrives: each turn once, after the ones before it, and nothing known of it."""

from bench import engine as bench
from unruffled.engine import reader
from unruffled.engine.reader import model, normalise, spelling
from unruffled.engine.vocabulary import Context, Story, Turn

ASKED = Turn(1, "customer", 0.0, "Where is my parcel? It should have been here on Monday.", "chat")
TOLD = Turn(2, "agent", 2.0, "I am sorry about that. I will ring the depot and write to you by noon.", "chat")


def test_every_turn_arrives_once_with_all_its_parts():
    costs = list(bench._arrivals(Story("chat", (ASKED, TOLD))))
    assert [cost.by for cost in costs] == ["customer", "agent"]
    for cost in costs:
        assert min(cost.network, cost.rules, cost.fold) > 0
        assert cost.whole == cost.restored + cost.network + cost.rules + cost.fold + cost.advice


def test_the_network_is_asked_once_for_each_turn():
    reader.read(ASKED, (), Context())
    bench._arrives(Story("chat", (ASKED,)), ())
    assert model._opinion.cache_info().misses == 1


def test_texts_are_forgotten_and_words_are_kept():
    reader.read(ASKED, (), Context())
    bench.forget_texts()
    assert normalise.normalise.cache_info().currsize == model._opinion.cache_info().currsize == 0
    assert spelling.pieces_of.cache_info().currsize > 0


def test_the_spent_conversations_are_told_without_what_was_expected_of_them():
    told = bench.stories()
    assert len({story.id for story in told}) == len(told) >= 50
    assert all(turn.text for story in told for turn in story.turns if turn.by == "customer")
