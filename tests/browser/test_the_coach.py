"""What is said of a draft while it is written, and how it is taken or left, all by keyboard."""

from playwright.sync_api import expect

from cast import said

VAGUE = "Your lamp is here. We will let you know about the van as soon as possible."


def test_a_remark_comes_while_typing_and_moves_nothing(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")
    draft = page.get_by_label("Your reply")
    draft.fill(VAGUE)
    before = draft.bounding_box()["y"], page.locator("#turns > li").last.bounding_box()["y"]

    expect(page.locator("#remark")).to_be_visible()

    assert (draft.bounding_box()["y"], page.locator("#turns > li").last.bounding_box()["y"]) == before
    expect(draft).to_be_focused()
    expect(draft).to_have_value(VAGUE)


def test_on_a_phone_the_customers_last_words_stay_when_a_remark_comes(browser_of, mia, an_angry_conversation):
    page = browser_of(mia, viewport={"width": 390, "height": 844})
    page.goto(f"/conversations/{an_angry_conversation.pk}")
    last = page.locator(".turn.now .words")
    page.get_by_label("Your reply").fill("S")
    before = last.bounding_box()["y"]

    page.get_by_label("Your reply").fill("Sorry, I will look into it as soon as possible.")
    expect(page.get_by_role("button", name="Take it")).to_be_visible()

    assert abs(last.bounding_box()["y"] - before) < 2
    page.get_by_role("button", name="Open guidance").click()
    expect(last).to_be_in_viewport(ratio=0.9)


def test_what_is_offered_is_taken_with_one_key_and_its_open_place_is_next(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")
    draft = page.get_by_label("Your reply")
    draft.fill(VAGUE)
    expect(page.locator("#remark")).to_be_visible()

    draft.press("Control+.")

    expect(draft).not_to_have_value(VAGUE)
    assert "as soon as possible" not in draft.input_value()
    page.keyboard.press("Control+Z")
    expect(draft).to_have_value(VAGUE)


def test_what_somebody_keeps_is_not_said_again(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")
    draft = page.get_by_label("Your reply")
    draft.fill(VAGUE)
    expect(page.locator("#remark")).to_be_visible()
    remarks = int((page.locator("#remark .count").inner_text() or "1 of 1").split()[-1])

    for _ in range(remarks):
        draft.press("Escape")
    expect(page.locator("#remark")).to_be_hidden()
    expect(draft).to_be_focused()
    with page.expect_response("**/draft"):
        draft.fill(f"{VAGUE} Mia")

    expect(page.locator("#remark")).to_be_hidden()
    draft.press("Escape")
    expect(draft).not_to_be_focused()


def test_tab_leads_to_send_whatever_is_remarked(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")
    page.get_by_label("Your reply").fill(VAGUE)
    expect(page.locator("#remark")).to_be_visible()

    for _ in range(4):
        page.keyboard.press("Tab")

    expect(page.get_by_role("button", name="Send")).to_be_focused()


def test_the_moves_words_go_to_the_cursor_and_can_be_taken_back(browser_of, mia, an_angry_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{an_angry_conversation.pk}")
    draft = page.get_by_label("Your reply")
    draft.fill("Rob.")

    page.get_by_role("button", name="Insert at cursor").click()
    assert draft.input_value().startswith("Rob. ")
    assert len(draft.input_value()) > len("Rob. ")
    page.get_by_role("button", name="Inserted, take back").click()

    expect(draft).to_have_value("Rob.")


def test_newer_advice_waits_while_the_old_one_is_in_use(browser_of, mia, an_angry_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{an_angry_conversation.pk}")
    title = page.locator("#move-h").inner_text()
    page.get_by_role("button", name="Insert at cursor").click()

    said(an_angry_conversation, "Thank you, that is fine. It is solved now. Goodbye.")
    expect(page.get_by_role("button", name="Newer advice")).to_be_visible()

    assert page.locator("#move-h").inner_text() == title
    page.get_by_role("button", name="Newer advice").click()
    expect(page.get_by_role("button", name="Newer advice")).to_be_hidden()


def test_whoever_writes_nothing_has_the_next_move_at_once(browser_of, mia, an_angry_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{an_angry_conversation.pk}")
    title = page.locator("#move-h").inner_text()
    page.locator("#move-h").hover()
    page.get_by_label("Your reply").focus()
    page.wait_for_timeout(2100)  # the pointer lies still on the advice, and the draft is empty

    said(an_angry_conversation, "Thank you, that is fine. It is solved now. Goodbye.")

    expect(page.locator("#move-h")).not_to_have_text(title)
    expect(page.get_by_role("button", name="Newer advice")).to_be_hidden()


def test_advice_from_before_an_act_is_never_offered_as_newer(browser_of, mia, an_angry_conversation):
    page, held = browser_of(mia), []
    page.goto(f"/conversations/{an_angry_conversation.pk}")
    skipped = page.locator("#move-h").inner_text()
    page.route("**/islands", lambda route: route.continue_() if held else held.append((route, route.fetch())))
    said(an_angry_conversation, "Hello?")
    for _ in range(500):
        if not held:
            page.wait_for_timeout(20)

    page.get_by_label("Your reply").fill("Rob, I have read it all.")
    page.get_by_role("button", name="Skip for now").click()
    expect(page.locator("#move-h")).not_to_have_text(skipped)
    with page.expect_response(lambda answer: answer.request != held[0][0].request and "/islands" in answer.url):
        held[0][0].fulfill(response=held[0][1])

    expect(page.locator("#move-h")).not_to_have_text(skipped)
    expect(page.get_by_role("button", name="Newer advice")).to_be_hidden()


def test_a_move_that_is_skipped_makes_room_for_the_next(browser_of, mia, an_angry_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{an_angry_conversation.pk}")
    title = page.locator("#move-h").inner_text()

    page.get_by_role("button", name="Skip for now").click()

    expect(page.locator("#move-h")).not_to_have_text(title)
    page.reload()
    expect(page.locator("#move-h")).not_to_have_text(title)


def test_a_mark_says_what_its_words_show_below_the_message(browser_of, mia, an_angry_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{an_angry_conversation.pk}")
    mark = page.locator(".turn mark").first
    mark.hover()

    expect(page.locator("#because")).to_contain_text(mark.inner_text())
    bubble = page.locator(".turn .words").first.bounding_box()
    assert page.locator("#because").bounding_box()["y"] >= bubble["y"] + bubble["height"]
