"""Everything by keyboard, and the keys listed under the question mark."""

from playwright.sync_api import expect

from cast import NOW, last_of, told
from unruffled.desk.flows import assign


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className")


def test_a_whole_answer_without_a_mouse(browser_of, mia, a_conversation, an_angry_conversation):
    for conversation in (a_conversation, an_angry_conversation):
        assign.assign(conversation=conversation, to=mia, by=mia, now=NOW)
    page = browser_of(mia)

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/conversations/*")
    page.keyboard.press("r")
    page.keyboard.type("It comes tomorrow at nine. Mia")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Goes at").last).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("z")

    expect(page.get_by_label("Your reply")).to_have_value("It comes tomorrow at nine. Mia")
    expect(page.get_by_label("Your reply")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Goes at").last).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/inbox")


def test_letters_in_the_reply_are_letters(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")

    page.keyboard.press("r")
    page.keyboard.type("brn?ez/")

    expect(page.get_by_label("Your reply")).to_have_value("brn?ez/")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_every_key_of_the_conversation_leads_where_the_list_says(browser_of, mia, sam, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")

    page.keyboard.press("n")
    expect(page.get_by_label("Your note for the team")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    expect(page.get_by_role("heading", name="Call backup")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    assert focused(page) == "move-h"
    page.keyboard.press("[")
    assert focused(page) == f"m{last_of(a_conversation)}"
    page.keyboard.press("e")
    expect(page.get_by_label("How did it end?")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.wait_for_url("**/search")
    expect(page.get_by_placeholder("A name, an order")).to_be_focused()


def test_the_keys_can_be_turned_off_and_on_again(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")

    page.keyboard.press("?")
    page.get_by_role("button", name="Turn them off").click()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_text("Only your team sees this.")).to_be_hidden()

    page.keyboard.press("?")
    page.get_by_role("button", name="Turn them on").click()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_text("Only your team sees this.")).to_be_visible()


def test_a_reading_is_corrected_by_keyboard_and_stays(browser_of, mia, an_angry_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{an_angry_conversation.pk}")

    page.keyboard.press("c")
    page.get_by_role("button", name="Uneasy").press("Enter")

    expect(page.get_by_text("Read by a person")).to_be_visible()
    assert "reading.corrected" in told(an_angry_conversation)
    page.reload()
    expect(page.get_by_text("Read by a person")).to_be_visible()


def test_tab_walks_the_page_and_is_never_caught(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")

    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate("document.activeElement === document.body ? 'end' : document.activeElement.outerHTML")
        )
    assert "end" in stops or stops.count(stops[0]) > 1
    assert any('id="draft"' in stop for stop in stops)
