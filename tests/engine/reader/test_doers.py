"""Who of us answers for a promise, however many colleagues are named."""

import pytest
from tests.engine.talk import agent, customer

from unruffled.engine.reader import doers, promises


@pytest.mark.parametrize(
    "hello",
    ["I'm Noor.", "Hi, i’m noor!", "My name is Noor", "It's Noor again.", "Noor here.", "This is, well, it's Noor"],
)
def test_who_said_their_name_is_one_of_us(hello):
    (promise,) = promises.find("Noor will write to you by noon.", by="supervisor", before=[agent(text=hello)])

    assert promise.who == "agent"
    assert doers._selves(hello) >= {"noor"}


@pytest.mark.parametrize("hello", ["Noorah here.", "I'm Noorah.", "There is no Noor", "Noor is here."])
def test_a_name_that_is_only_spoken_of_is_nobodys_own(hello):
    assert "noor" not in doers._selves(hello)


def test_a_customer_who_bears_the_name_is_none_of_us():
    (promise,) = promises.find("Sam will write to you by noon.", before=[customer(text="I'm Sam")])

    assert promise.who == "Sam"


def test_a_turn_is_looked_through_once_for_names_however_many_are_promised():
    doers._selves.cache_clear()
    many = " ".join(f"{name} will call you at five." for name in ("Bram", "Chidi", "Deepa", "Kyle", "Lena"))

    promises.find(many, before=[agent(text="Hello, I'm Noor."), agent(text="Sam here.")])

    assert doers._selves.cache_info().misses == 2
