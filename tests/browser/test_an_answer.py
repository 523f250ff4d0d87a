"""The journey of every day: sign in, see who needs me, read, answer, take back, answer again."""

from playwright.sync_api import expect

from cast import NOW, fresh, last_of, said, told
from unruffled.desk.flows import assign


def test_an_agent_answers_and_takes_it_back_in_time(browser_of, mia, an_angry_conversation, picture):
    assign.assign(conversation=an_angry_conversation, to=mia, by=mia, now=NOW)
    page = browser_of(mia)

    page.get_by_role("link", name="Rob").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rob")
    draft = page.get_by_label("Your reply")
    draft.fill("Rob, I ring you myself at 16:30 today with a time for the engineer. Mia")
    expect(page.get_by_text("Draft kept")).to_be_visible()
    draft.press("Control+Enter")

    expect(page.get_by_text("Goes at").last).to_be_visible()
    expect(draft).to_have_value("")
    picture(page, "sent")
    page.get_by_role("button", name="Undo").click()

    expect(draft).to_have_value("Rob, I ring you myself at 16:30 today with a time for the engineer. Mia")
    assert told(an_angry_conversation)[-1] == "reply.undone"


def test_an_open_place_is_shown_and_refused_until_it_is_filled(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")

    draft = page.get_by_label("Your reply")
    draft.fill("I ring you by {time}.")
    draft.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Fill in ⟨time⟩ first")).to_be_focused()
    expect(draft).to_have_value("I ring you by {time}.")

    draft.fill("I ring you by 16:30.")
    draft.press("Control+Enter")
    expect(page.get_by_text("Goes at").last).to_be_visible()
    expect(page.locator("#refusal")).to_be_hidden()


def test_a_note_and_a_reply_are_two_texts_that_cannot_be_taken_for_each_other(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")
    page.get_by_label("Your reply").fill("For Ana.")

    page.get_by_role("button", name="Write a note").click()
    expect(page.get_by_text("Only your team sees this.")).to_be_visible()
    page.get_by_label("Your note for the team").fill("For us.")
    page.get_by_role("button", name="Keep note").click()

    expect(page.locator(".msg.note")).to_contain_text("For us.")
    expect(page.get_by_label("Your reply")).to_have_value("For Ana.")
    assert "reply.held" not in told(a_conversation)


def test_two_people_on_one_conversation_never_answer_over_each_other(browser_of, mia, noor, a_conversation):
    mias, noors = browser_of(mia), browser_of(noor)
    for page in (mias, noors):
        page.goto(f"/conversations/{a_conversation.pk}")
    mias.route("**/islands", lambda route: route.abort())  # Mia's page has not heard of it yet

    noors.get_by_label("Your reply").fill("Noor here, I look after it.")
    noors.get_by_label("Your reply").press("Control+Enter")
    expect(noors.get_by_text("Goes at").last).to_be_visible()
    mias.get_by_label("Your reply").fill("It comes tomorrow at nine.")
    mias.get_by_label("Your reply").press("Control+Enter")

    expect(mias.get_by_role("alert").filter(has_text="Not sent: Noor answered")).to_be_visible()
    expect(mias.get_by_text("Noor here, I look after it.")).to_be_visible()
    expect(mias.get_by_label("Your reply")).to_have_value("It comes tomorrow at nine.")
    mias.get_by_label("Your reply").press("Control+Enter")
    expect(mias.get_by_text("Goes at").last).to_be_visible()


def test_what_the_customer_writes_appears_below_and_moves_nothing(browser_of, mia, a_conversation):
    for n in range(14):
        said(a_conversation, f"Line {n} of a long story, so that there is something to scroll.")
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")
    page.locator("#scroll").evaluate("element => { element.scrollTop = -300 }")
    row = page.locator("#turns > li").nth(9)
    before = row.bounding_box()["y"]

    message = said(a_conversation, "And one thing more.")
    expect(page.get_by_role("button", name="1 new from Ana")).to_be_visible()

    assert abs(row.bounding_box()["y"] - before) < 1
    page.get_by_role("button", name="1 new from Ana").click()
    expect(page.locator(f"#m{message.pk}")).to_be_in_viewport()
    expect(page.get_by_role("button", name="1 new from Ana")).to_be_hidden()


def test_whoever_reads_at_the_end_follows(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")

    message = said(a_conversation, "And one thing more.")

    expect(page.locator(f"#m{message.pk}")).to_be_in_viewport()


def test_what_is_being_written_survives_whatever_arrives(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")
    draft = page.get_by_label("Your reply")
    draft.press_sequentially("It comes ")

    message = said(a_conversation, "Hello? Anybody there?")
    expect(page.locator(f"#m{message.pk}")).to_be_attached()
    draft.press_sequentially("tomorrow.")

    expect(draft).to_be_focused()
    expect(draft).to_have_value("It comes tomorrow.")


def test_a_conversation_is_closed_and_opened_again(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")

    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_label("How did it end?").select_option("resolved")
    page.get_by_role("button", name="Close it").click()
    expect(page.locator("#closed")).to_contain_text("Closed")
    expect(page.get_by_label("Your reply")).to_be_hidden()
    assert fresh(a_conversation).status == "closed"

    page.get_by_role("button", name="Open it again").click()
    expect(page.get_by_label("Your reply")).to_be_visible()


def test_backup_is_three_acts(browser_of, mia, sam, a_conversation, picture):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")

    page.get_by_role("button", name="Backup").click()
    expect(page.get_by_label("Sam")).to_be_checked()
    picture(page, "backup")
    page.get_by_label("What do you need?").fill("A refund above my limit.")
    page.get_by_role("button", name="Ask for backup").click()

    expect(page.get_by_text("A refund above my limit.")).to_be_visible()
    assert fresh(a_conversation).assignee == sam


def test_a_lost_connection_loses_no_word(browser_of, mia, a_conversation):
    page = browser_of(mia)
    page.goto(f"/conversations/{a_conversation.pk}")
    draft = page.get_by_label("Your reply")
    draft.fill("It comes tomorrow at nine.")

    page.context.set_offline(True)
    draft.press("Control+Enter")
    expect(page.locator("#offline")).to_contain_text("Your draft is kept here.")
    expect(draft).to_have_value("It comes tomorrow at nine.")

    page.context.set_offline(False)
    draft.press("Control+Enter")
    expect(page.get_by_text("Goes at").last).to_be_visible()
    assert last_of(a_conversation)
