"""A supervisor's glance, and an inbox that is worked by keyboard alone."""

import re

from playwright.sync_api import expect

from cast import NOW, an_inbound, fresh, minutes, told
from unruffled.desk.flows import assign, receive


def someone_new(name, text="Where is my desk?", **given):
    inbound = an_inbound(text, from_address=f"{name}-1", from_name=name, **given)
    return receive.receive(inbound=inbound, now=NOW).conversation


def focused(page):
    return page.evaluate("document.activeElement.closest('li')?.id || document.activeElement.id")


def test_a_supervisors_glance(browser_of, sam, mia, noor, an_angry_conversation, a_dangerous_conversation, picture):
    assign.assign(conversation=an_angry_conversation, to=noor, by=noor, now=NOW)
    oil = someone_new("Lena", "Thank you, that was quick. Which oil is right for the oak desk?")
    assign.assign(conversation=oil, to=mia, by=mia, now=NOW)
    someone_new("Walter-Maximilian Oberhausen", "The letters in the instructions are too small for me to read.")
    page = browser_of(sam)
    page.keyboard.press("g")
    page.keyboard.press("f")
    page.wait_for_url("**/floor")

    expect(page.get_by_role("heading", name="Somebody may be in danger")).to_be_visible()
    expect(page.get_by_role("region", name="Steady")).to_contain_text("with Noor")
    names = page.locator(".cell .name")
    assert all(name.bounding_box()["width"] > 20 for name in names.all())
    picture(page, "floor-1440-light")
    page.get_by_role("region", name="Somebody may be in danger").get_by_role("link", name="Ida").click()
    page.wait_for_url("**/conversations/*")
    page.get_by_role("button", name="Nobody yet").click()
    page.get_by_role("button", name="Mia").click()

    expect(page.get_by_role("button", name="Mia", exact=True)).to_be_visible()
    assert fresh(a_dangerous_conversation).assignee == mia
    page.go_back()
    expect(page.get_by_role("region", name="Somebody may be in danger")).to_contain_text("with Mia")


def test_a_supervisors_phone_cuts_nothing_off_and_the_page_itself_never_scrolls(browser_of, sam, care):
    hot = "The lamp plug is on fire, there are sparks and smoke coming out of it!"
    one, *_ = [someone_new(name, hot) for name in ("Walter-Maximilian Oberhausen-Lindenthal", "Ida")]
    page = browser_of(sam, viewport={"width": 390, "height": 844})
    grown = {}
    for address in ("/inbox", "/floor", "/cases", f"/conversations/{one.pk}", "/mail", "/settings/you"):
        page.goto(address)
        expect(page.locator("#notices")).to_be_attached()
        grown[address] = page.evaluate(
            "((root) => [root.scrollWidth - innerWidth, root.scrollHeight - innerHeight])(document.documentElement)"
        )

    assert {address: by for address, by in grown.items() if by != [0, 0]} == {}


def test_nothing_on_the_floor_moves_under_the_pointer(browser_of, sam, a_conversation):
    page = browser_of(sam)
    page.goto("/floor")
    page.get_by_role("link", name="Ana").hover()

    someone_new("Ida", "The lamp plug is on fire, there are sparks and smoke coming out of it!")

    expect(page.get_by_role("heading", name="Somebody may be in danger")).to_be_visible()
    expect(page.get_by_role("button", name="moved · Update")).to_be_visible()
    assert page.locator(".cell .name").all_inner_texts() == ["Ana"]
    page.keyboard.press("u")
    expect(page.locator(".cell .name")).to_have_count(2)


def test_an_inbox_by_keyboard_alone(browser_of, mia, a_conversation, an_angry_conversation, care, picture):
    lena = someone_new("Lena", channel="email")
    for conversation in (a_conversation, an_angry_conversation, lena):
        assign.assign(conversation=conversation, to=mia, by=mia, now=NOW - minutes(1))
    page = browser_of(mia)
    expect(page.locator(".row")).to_have_count(3)

    page.keyboard.press("f")
    page.get_by_label("Channel").wait_for()
    page.keyboard.press("c")  # the field has the focus: its letter chooses Chat
    page.get_by_label("Channel").press("Enter")
    page.get_by_role("button", name="Show", exact=True).press("Enter")
    page.wait_for_url("**channel=chat**")
    expect(page.locator(".row")).to_have_count(2)
    expect(page.get_by_role("link", name="Chat, take away")).to_be_visible()

    page.keyboard.press("j")
    first = focused(page)
    page.keyboard.press("s")
    page.get_by_role("button", name="In an hour").wait_for()
    picture(page, "put-aside")
    page.get_by_role("button", name="In an hour").press("Enter")
    expect(page.locator(".row")).to_have_count(1)
    aside = fresh(a_conversation if first.endswith(f"-{a_conversation.pk}") else an_angry_conversation)
    assert aside.status == "snoozed"
    expect(page.locator("li[id^=row-]:focus-within")).to_have_count(1)
    page.keyboard.press("z")
    expect(page.locator(".row")).to_have_count(2)
    assert told(aside)[-1] == "conversation.woken"

    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Jump or do")).to_be_focused()
    page.keyboard.type("lena")
    expect(page.get_by_role("option", name=re.compile("^Lena"))).to_be_visible()
    picture(page, "command-bar")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/conversations/{lena.pk}")


def test_the_bar_does_what_the_page_can_do_and_gives_the_focus_back(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")
    page.keyboard.press("r")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Your reply")).to_be_focused()

    page.keyboard.press("Control+k")
    page.keyboard.type("note")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your note for the team")).to_be_focused()

    page.keyboard.press("Control+k")
    page.keyboard.type("put")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Tomorrow").press("Enter")
    expect(page.get_by_text("Put aside until").first).to_be_visible()
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_role("button", name="Put aside")).to_be_visible()


def test_the_bar_offers_nothing_that_is_not_here(browser_of, mia):
    page = browser_of(mia)
    page.keyboard.press("Control+k")
    options = page.get_by_role("option").all_inner_texts()

    assert any("Inbox, team" in option for option in options)
    assert not any("Close" in option or "Floor" in option for option in options)


def test_next_and_previous_go_along_the_list(browser_of, mia, a_conversation, an_angry_conversation):
    page = browser_of(mia)
    page.goto("/inbox?view=team")
    order = page.evaluate("[...document.querySelectorAll('.row')].map((row) => row.getAttribute('href'))")
    page.locator(".row").first.click()
    page.wait_for_url(f"**{order[0]}")

    page.keyboard.press("Shift+J")
    page.wait_for_url(f"**{order[1]}")
    page.keyboard.press("Shift+K")
    page.wait_for_url(f"**{order[0]}")
