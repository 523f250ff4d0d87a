"""The floor, the narrowed inbox, its panels and the command bar as people with different eyes and screens meet them."""

import pytest

from cast import NOW, an_inbound, answered
from unruffled.desk.conversations.queries import Filter
from unruffled.desk.flows import assign, receive, saved_view

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def a_busy_floor(sam, mia, a_conversation, an_angry_conversation, a_dangerous_conversation):
    assign.assign(conversation=an_angry_conversation, to=mia, by=mia, now=NOW)
    answered(a_conversation, "Your lamp is on the van. I will ring you tomorrow at 10:00. Mia", by=mia)
    saved_view.keep(owner=sam, name="Chats that nobody has", view="team", only=Filter(assignee="nobody"), now=NOW)
    return ["/floor", "/inbox?view=team&channel=chat&heat=upset", "/search?q=lamp+is:open"]


@pytest.mark.parametrize(("viewport", "theme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_axe_finds_nothing_and_nothing_is_cut(browser_of, sam, a_conversation, a_busy_floor, faults, viewport, theme):
    page = browser_of(sam, viewport=viewport, theme=theme)
    found = {}
    for address in a_busy_floor:
        page.goto(address)
        found[address] = faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address
    page.goto("/inbox?view=team")
    page.keyboard.press("f")
    page.get_by_label("Channel").wait_for()
    found["filter"] = faults(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("an")
    page.get_by_role("option").first.wait_for()
    found["bar"] = faults(page)

    assert {name: what for name, what in found.items() if what} == {}


def test_who_has_a_conversation_is_never_cut_however_long_its_words_and_its_name(browser_of, sam, noor, care):
    inbound = an_inbound(
        "My sofa came with three legs instead of four and I have guests on Saturday.",
        from_address="long-1",
        from_name="Bartholomew Featherstonehaugh-Cholmondeley",
    )
    conversation = receive.receive(inbound=inbound, now=NOW).conversation
    assign.assign(conversation=conversation, to=noor, by=noor, now=NOW)

    for viewport in (DESK, PHONE):
        page = browser_of(sam, viewport=viewport)
        for address, place in (("/inbox?view=team", ".row .need small"), ("/floor", ".cell .whom")):
            page.goto(address)
            whom = page.locator(place)
            assert whom.inner_text() == "with Noor"
            assert whom.evaluate(SEEN_WHOLE), (address, viewport)


SEEN_WHOLE = """whom => {
    const it = whom.getBoundingClientRect()
    let left = 0, right = innerWidth, bottom = Infinity
    for (let box = whom.parentElement; box; box = box.parentElement) {
        if (getComputedStyle(box).overflow === 'visible') continue
        const around = box.getBoundingClientRect()
        left = Math.max(left, around.left); right = Math.min(right, around.right)
        if (box.matches('.row *, .cell *')) bottom = Math.min(bottom, around.bottom)
    }
    return whom.scrollWidth <= whom.clientWidth + 1 && it.left >= left && it.right <= right && it.bottom <= bottom + 1
}"""
"""Whether nothing around cuts it, and it cuts nothing of itself."""
