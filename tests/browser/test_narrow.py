"""The smallest phone: nothing scrolls sideways, no page is taller than its window, and the reply box is in reach."""

import pytest
from playwright.sync_api import expect

from cast import NOW, answered, minutes, said
from unruffled.desk.flows import assign

SMALLEST = {"width": 320, "height": 568}

TOO_BIG = """() => {
  const root = document.scrollingElement, sideways = [...document.querySelectorAll("body *")].filter((one) =>
    one.scrollWidth > one.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(one).overflowX)
    && one.clientWidth && one.checkVisibility() && !one.matches(".danger-links, .tabs"));
  return [root.scrollWidth - innerWidth, root.scrollHeight - innerHeight,
          sideways.map((one) => `${one.id} ${one.className} ${one.scrollWidth} > ${one.clientWidth}`)];
}"""


@pytest.fixture
def small(browser_of, mia):
    return browser_of(mia, viewport=SMALLEST)


def fits(page):
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert page.evaluate(TOO_BIG) == [0, 0, []]


def test_a_conversation_fits_the_smallest_phone_and_can_be_answered(small, mia, an_angry_conversation):
    answered(an_angry_conversation, "We ring you at 16:30 today. I am Mia.", by=mia)
    said(
        an_angry_conversation,
        "Https://example.com/a/very/long/address/with/no/place/to/break/it/at/all?" + 60 * "x",
    )
    small.goto(f"/conversations/{an_angry_conversation.pk}")

    fits(small)
    box = small.get_by_label("Your reply")
    box.fill("Look into it asap. But you should have told us.")
    expect(small.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    fits(small)
    small.get_by_role("button", name="Open guidance").first.click()
    fits(small)


def test_a_danger_fits_the_smallest_phone_folded_and_unfolded(small, mia, a_dangerous_conversation, a_conversation):
    assign.assign(conversation=a_dangerous_conversation, to=mia, by=mia, now=NOW)
    small.goto(f"/conversations/{a_conversation.pk}")
    expect(small.get_by_role("region", name="Somebody may be in danger")).to_be_visible()
    fits(small)

    small.goto(f"/conversations/{a_dangerous_conversation.pk}")
    expect(small.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    fits(small)
    small.get_by_text("Whole card").click()
    expect(small.get_by_text("Close this card")).to_be_visible()
    fits(small)


@pytest.mark.parametrize("size", [SMALLEST, {"width": 390, "height": 844}], ids=["smallest", "phone"])
def test_under_two_dangers_the_last_message_is_read_whole_and_both_say_what_to_do(
    browser_of, mia, a_dangerous_conversation, size
):
    assign.assign(conversation=a_dangerous_conversation, to=mia, by=mia, now=NOW)
    said(a_dangerous_conversation, "I can't take this any more, I want to end my life.", at=NOW + minutes(1))
    page = browser_of(mia, viewport=size)
    page.goto(f"/conversations/{a_dangerous_conversation.pk}")

    fits(page)
    card = page.locator(".card-of-safety")
    expect(page.locator(".msg .words").last).to_be_in_viewport(ratio=1)
    expect(card.get_by_role("heading", name="Suicide or self-harm")).to_be_in_viewport(ratio=1)
    expect(card.get_by_text("Stay in this conversation.")).to_be_in_viewport(ratio=1)
    expect(card.get_by_text("Also hazard:")).to_be_in_viewport(ratio=1)
    expect(card.get_by_role("button", name="I am here")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
