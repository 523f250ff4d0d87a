"""The inbox while things happen: nothing moves under the reader's eyes, and nothing is missed."""

from playwright.sync_api import expect

from cast import NOW, an_inbound, minutes, said
from unruffled.desk.flows import assign, close, receive


def someone_new(name="Lena", at=NOW, **given):
    inbound = an_inbound("Where is my desk?", from_address=f"{name}-1", from_name=name, **given)
    return receive.receive(inbound=inbound, now=at).conversation


def names(page):
    return page.locator(".row .name").all_inner_texts()


def test_a_message_that_comes_in_appears_in_the_open_inbox(browser_of, sam, a_conversation):
    page = browser_of(sam)
    page.mouse.move(5, 5)
    expect(page.locator(".row")).to_have_count(1)

    someone_new("Lena")

    expect(page.get_by_role("link", name="Lena")).to_be_visible()


def test_nothing_is_sorted_anew_while_somebody_is_in_the_list(browser_of, sam, a_conversation):
    page = browser_of(sam)
    page.get_by_role("link", name="Ana").hover()
    before = names(page)

    someone_new("Lena", at=NOW - minutes(30))
    expect(page.get_by_role("button", name="moved · Update")).to_be_visible()

    assert names(page) == before
    page.keyboard.press("u")
    expect(page.get_by_role("link", name="Lena")).to_be_visible()


def test_whoever_closes_elsewhere_takes_the_row_away_here(browser_of, sam, mia, a_conversation, an_angry_conversation):
    page = browser_of(sam)
    page.mouse.move(5, 5)
    expect(page.locator(".row")).to_have_count(2)

    close.close(conversation=a_conversation, by=mia, now=NOW, outcome="resolved")

    expect(page.locator(".row")).to_have_count(1)


def test_a_row_changes_in_place(browser_of, sam, mia, a_conversation):
    page = browser_of(sam)
    page.get_by_role("link", name="Ana").hover()

    assign.assign(conversation=a_conversation, to=mia, by=sam, now=NOW)

    expect(page.get_by_role("link", name="Ana")).to_contain_text("with Mia")


def test_of_another_team_nothing_is_heard(browser_of, mia, a_conversation, omar):
    page = browser_of(omar)
    page.wait_for_timeout(700)  # the page asks once by itself when its line is new
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/inbox" in request.url else None)

    said(a_conversation, "Hello? Anybody there?")
    page.wait_for_timeout(700)

    assert asked == []
