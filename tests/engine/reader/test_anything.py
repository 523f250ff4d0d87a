"""Whatever anybody writes: nothing crashes, spans are true, later turns change nothing, costs stay in proportion."""

import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.reader.saying import exchange, hear

from unruffled.engine import reader
from unruffled.engine.follow import follow
from unruffled.engine.reader import normalise, overlap, questions, seen, times
from unruffled.engine.reader.seen import phrasebook
from unruffled.engine.vocabulary import CONDUCTS, SIGNALS, Context, Story, Turn

SAID = "you idiot not never refund manager thanks sorry kill myself please now ! ? . , … 😡 [crying] NO I can't"
WORDS = sorted(set(SAID.split()))
TALK = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
ANY_TEXT = st.one_of(
    st.text(max_size=200), TALK, st.binary(max_size=60).map(lambda b: b.decode("utf-8", "surrogateescape"))
)


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_any_text_has_a_reading_with_true_spans(text):
    reading = hear(text)
    assert reading.conduct in CONDUCTS
    assert reading.heat_score is None if reading.language else 0 <= reading.heat_score <= 4
    for signal in reading.signals:
        assert signal.id in SIGNALS
        assert 0 < signal.confidence <= 1
        assert all(0 <= start < end <= len(text) for start, end in signal.spans)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), TALK), min_size=2, max_size=7))
def test_a_reading_never_depends_on_later_turns(said):
    texts = [("A: " if ours else "") + text for ours, text in said]
    whole = exchange(*texts)
    for n in range(1, len(texts)):
        assert exchange(*texts[:n]) == whole[:n]


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "\ud800", "a" * 1_000_000, "😀" * 10_000, "مرحبا أين طلبي", "!" * 10_000, "? ! " * 5_000,
     '"' * 5_000, "\n" * 5_000,
     "\u202eidiot\u202c", "[" * 2_000, "é" * 5_000, "𝖎𝖉𝖎𝖔𝖙", "1." * 5_000, "@a " * 3_000, "<3" * 3_000, "'" * 3_000],
    ids=range(19),
)  # fmt: skip
def test_no_text_is_too_strange(text):
    assert hear(text).reader


@pytest.mark.parametrize(
    "record",
    [
        Context(history={"contacts_30d": "many", "promises_broken": None}, facts=("", "\x00")),
        Context(history={"contacts_30d": float("nan")}),
    ],
)
def test_a_strange_record_is_read_past(record):
    assert hear("still waiting for the call you promised", record=record).conduct == "ok"


def many(count: int, end: str) -> str:
    """So many sentences, no two the same."""
    things = ("boiler", "parcel", "refund", "router", "engineer", "bill", "letter", "driver", "booking", "account")
    pairs = [f"{a} and {b} and {c}" for a in things for b in things for c in things]
    return "".join(f"you never call me back and still no {pair}{end} " for pair in pairs[:count])


def cost(text: str) -> int:
    """How many phrases are tried to read a text."""
    book = phrasebook()
    book.steps = 0
    reader.read(Turn(1, "customer", 0.0, text, "email"), (), Context())
    return book.steps


def test_the_cost_of_a_text_grows_with_its_length_only():
    short, longer, longest = (cost(many(n, ".")) for n in (50, 100, 200))
    assert longer <= 2.1 * short
    assert longest <= 2.1 * longer


def test_one_sentence_without_an_end_costs_like_many_short_ones():
    assert cost(many(200, "")) <= 2 * cost(many(200, "."))


def test_a_sentence_said_again_costs_nothing_more():
    assert cost("you never call me back. " * 300) == cost("you never call me back. ")


THINGS = "boiler parcel refund router engineer bill letter driver booking account".split()
PROSE = " ".join(
    f"The {a} came with the {b}, and nobody told me why the {c} was late."
    for a in THINGS
    for b in THINGS
    for c in THINGS
)
LONG = {
    "prose": PROSE,
    "one word": "refund " * 6_000,
    "no end": PROSE.replace(".", ""),
    "capitals": "THIS IS BAD " * 4_000,
    "quotations": '"I am angry" ' * 4_000,
    "quotation marks": '"' * 40_000,
    "questions": "why? " * 8_000,
    "emoji": "😡 " * 20_000,
    "numbers": "1 " * 20_000,
    "our word": "You promised a call. Nobody called. " * 1_200,
    "denials": "I do not " * 5_000,
    "base64": "QmFzZTY0Cg+/" * 4_000,
    "one letter": "a" * 40_000,
    "lines": "> On Monday you wrote\n" * 2_000,
    "bills": "£5 on 3 May at 4 pm, " * 2_000,
    "adverbs": "' just" * 5_000,
    "joined": "I'll ring on Friday and " * 1_500,
    "conditions": "if you send it and I'll " * 1_500,
}


def lines_run(text: str, by: str) -> int:
    """How many lines of our code run to follow a story of one turn."""
    count = 0

    def watch(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += event == "line"
        ours = "unruffled" in frame.f_code.co_filename or frame.f_code.co_filename == "<string>"  # made by dataclass
        return watch if ours else None

    story = Story(channel="email", turns=(Turn(1, by, 0.0, text, "email"),))
    clear()
    before = sys.gettrace()
    sys.settrace(watch)
    try:
        follow(story)
    finally:
        sys.settrace(before)
    return count


def clear() -> None:
    """Forget every text that was read before."""
    for module in (normalise, times, overlap, questions, seen):
        for remembered in vars(module).values():
            if hasattr(remembered, "cache_parameters") and (remembered.cache_parameters()["maxsize"] or 0) > 1:
                remembered.cache_clear()


@pytest.mark.parametrize("by", ["customer", "agent"])
@pytest.mark.parametrize("kind", LONG)
def test_a_text_four_times_as_long_takes_no_more_than_four_times_the_work(kind, by):
    follow(Story(channel="email", turns=(Turn(1, by, 0.0, LONG[kind][:4_000], "email"),)))
    short, long = (lines_run(LONG[kind][:size], by) for size in (5_000, 20_000))
    assert long <= 4.4 * short


def test_the_middle_of_a_very_long_message_is_read_for_danger_only():
    after = f"{PROSE[:25_000]} I want to end my life. I want a refund. {PROSE[:40_000]}"
    heard = hear(after)
    assert heard.in_parts
    assert heard.has("self_harm")
    assert not heard.has("refund_demand")
    assert hear(f"I want a refund. {after}").has("refund_demand")
    assert hear(f"{after}. I want a refund.").has("refund_demand")


def test_everything_between_the_first_and_the_last_page_costs_less():
    words = [PROSE.replace("boiler", f"boiler{n}") for n in range(3)]
    head, middle = cost(words[0][:36_000]), cost("".join(words)[:108_000])
    assert middle <= 1.5 * head


@pytest.mark.parametrize(
    ("plain", "written"),
    [
        ("I want to speak to a manager", "I WANT TO SPEAK TO A MANAGER"),
        ("I want to speak to a manager", "i want to speek to a manger"),
        ("I want to speak to a manager", "I waaaant to speak to a manageeer"),
        ("I want a refund", "i wanna refund"),
        ("You never called me back", "u never called me back"),
        ("I can't cope with this any more", "i cant cope with this anymore"),
    ],
)
def test_how_it_is_typed_does_not_change_what_it_says(plain, written):
    said = {s.id for s in hear(plain).signals}
    assert said <= {s.id for s in hear(written).signals} | {"frustration"}
