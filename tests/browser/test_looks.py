"""Pages as people with different eyes, hands and screens meet them: axe, phone, narrow, forced colours, dark."""

import pytest
from playwright.sync_api import expect

from cast import NOW
from unruffled.desk.flows import assign, close

DESK, PHONE, SMALLEST = ({"width": w, "height": h} for w, h in ((1440, 900), (390, 844), (320, 640)))


@pytest.fixture
def a_busy_desk(mia, a_conversation, an_angry_conversation, an_abusive_conversation, a_letter):
    for conversation in (a_conversation, an_angry_conversation):
        assign.assign(conversation=conversation, to=mia, by=mia, now=NOW)
    close.close(conversation=a_letter, by=mia, now=NOW, outcome="resolved")
    return {
        "inbox": "/inbox",
        "team": "/inbox?view=team",
        "closed list": "/inbox?view=closed",
        "conversation": f"/conversations/{an_angry_conversation.pk}",
        "abusive": f"/conversations/{an_abusive_conversation.pk}",
        "closed": f"/conversations/{a_letter.pk}",
        "start": "/conversations/new",
        "search": "/search?q=HL-4471",
        "nothing": "/search?q=unicorn",
        "missing": "/conversations/999999",
    }


@pytest.mark.parametrize(("viewport", "theme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_axe_finds_nothing_on_any_page(browser_of, mia, a_busy_desk, faults, picture, viewport, theme):
    page = browser_of(mia, viewport=viewport, theme=theme)
    found = {}
    for name, path in a_busy_desk.items():
        page.goto(path)
        found[name] = faults(page)
        picture(page, f"{name}-{viewport['width']}-{theme}")

    assert {name: what for name, what in found.items() if what} == {}


def test_the_other_theme_has_contrast_enough_too(browser_of, mia, a_busy_desk, faults):
    """What a page is made of is looked at above; the colours are the same on every page, and on phone and desk."""
    page = browser_of(mia, theme="dark")
    found = []
    for name in ("team", "abusive"):
        page.goto(a_busy_desk[name])
        found += faults(page)

    assert found == []


def test_axe_finds_nothing_at_the_door_and_in_open_panels(browser_of, mia, sam, a_conversation, faults):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")
    for opener in ("Backup", "Close"):
        page.get_by_role("button", name=opener, exact=opener == "Close").click()
        assert faults(page) == []
        page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Mia, your account").click()
    page.get_by_role("button", name="Sign out").click()
    assert faults(page) == []

    page.get_by_label("E-mail or name").fill("mia")
    page.get_by_label("Password").fill("mia-mia-1")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox**")


def test_nothing_is_cut_off_on_a_phone(browser_of, mia, a_busy_desk):
    page = browser_of(mia)
    wide = {}
    for name, path in a_busy_desk.items():
        page.goto(path)
        for viewport in (PHONE, SMALLEST):
            page.set_viewport_size(viewport)
            wide[name, viewport["width"]] = page.evaluate("document.documentElement.scrollWidth") - viewport["width"]

    assert {where: by for where, by in wide.items() if by > 0} == {}


def test_targets_are_large_enough_for_a_thumb(browser_of, mia, a_busy_desk):
    page = browser_of(mia, viewport=PHONE, has_touch=True, is_mobile=True)
    small = {}
    for name in ("inbox", "conversation", "start"):
        page.goto(a_busy_desk[name])
        small[name] = page.evaluate(SMALL_TARGETS)

    assert {name: what for name, what in small.items() if what} == {}


def test_the_guidance_opens_as_a_sheet_and_leaves_the_last_words_in_sight(browser_of, mia, a_busy_desk, picture):
    page = browser_of(mia, viewport=PHONE)
    page.goto(a_busy_desk["conversation"])

    page.get_by_role("button", name="Open guidance").click()
    expect(page.locator("#guide")).to_be_visible()
    expect(page.locator("#turns [data-point]").last.locator(".words")).to_be_in_viewport()
    picture(page, "sheet-390")
    page.get_by_role("button", name="Close guidance").click()
    expect(page.locator("#guide")).to_be_hidden()
    expect(page.get_by_label("Your reply")).to_be_visible()


def test_only_one_button_is_filled(browser_of, mia, a_busy_desk):
    page = browser_of(mia)
    for name in ("conversation", "start", "inbox", "search"):
        page.goto(a_busy_desk[name])
        assert page.locator(".main-act:visible").count() <= 1


def test_forced_colours_keep_words_and_lines(browser_of, mia, a_busy_desk, faults, picture):
    page = browser_of(mia, forced_colors="active")
    page.goto(a_busy_desk["conversation"])

    assert faults(page) == []
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    picture(page, "forced-colours-1440")


def test_large_letters_still_fit(browser_of, mia, a_busy_desk):
    page = browser_of(mia, viewport={"width": 720, "height": 450})  # 1440 x 900 at 200 %

    page.goto(a_busy_desk["conversation"])
    expect(page.get_by_role("button", name="Send")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 720


SMALL_TARGETS = """
[...document.querySelectorAll("button, a.btn, .row, .tabs a, .rail a, input, select, textarea")]
  .filter((e) => e.offsetParent && e.type !== "hidden" && !e.closest("[popover]:not(:popover-open), dialog"))
  .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.height < 43.5 || box.width < 43.5))
  .map(([html, box]) => `${box.width}x${box.height} ${html}`)
"""
