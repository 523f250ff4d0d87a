"""An agent's day on one conversation: a mail with a picture, a customer still writing, a failed reply, two people."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from cast import a_reply_that_failed, answered, fresh, jobs_left, said, told
from letters import a_mail, a_picture, arrived
from unruffled.desk.flows import assign, receive

PAGE = (
    '<table><tr><td style="color:#204050"><h3>My lamp</h3><p>It arrived <b>broken</b>, see here:</p>'
    '<img src="cid:lamp@mail" width="160" height="120"><img src="https://spy.example/pixel.gif" alt="logo">'
    '<p><a href="https://shop.example/orders/88">order 88</a></p></td></tr></table>'
    '<script>document.title="run"</script>'
)


def a_letter_with_a_picture():
    return arrived(
        a_mail(
            "My lamp arrived broken. What happens now?\n\n-- \nAna Soto, Lamps\n",
            html=PAGE,
            inside=[("lamp@mail", a_picture(160, 120))],
            files=[("broken.png", "image/png", a_picture(320, 240)), ("order.pdf", "application/pdf", b"%PDF-1.7 88")],
        ),
        now=timezone.now(),
    )


def opened(browser_of, person, conversation, **given):
    page = browser_of(person, **given)
    page.goto(f"/conversations/{conversation.pk}")
    return page


def test_a_mail_with_a_picture_is_read_and_loads_nothing_from_elsewhere(browser_of, mia, care, picture):
    message = a_letter_with_a_picture()
    page = opened(browser_of, mia, message.conversation)
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    row = page.locator(f"#m{message.pk}")
    expect(row).to_contain_text("My lamp arrived broken.")
    expect(row.locator(".picture img").first).to_have_css("filter", "blur(12px)")
    row.locator(".picture").first.click()
    expect(row.locator(".picture img").first).to_have_css("filter", "none")
    row.get_by_text("Show as sent").click()
    frame = page.frame_locator(f"#m{message.pk} iframe")
    expect(frame.get_by_role("heading", name="My lamp")).to_be_visible()
    expect(frame.locator("img")).to_have_js_property("naturalWidth", 160)
    expect(frame.get_by_text("One picture was not loaded.")).to_be_visible()
    expect(frame.get_by_text("(https://shop.example/orders/88)")).to_be_visible()
    picture(page, "mail-as-sent")

    assert not [url for url in asked if "spy.example" in url]
    assert page.title().startswith("Ana")
    with page.expect_download() as saved:
        row.get_by_role("link", name="order.pdf").click()
    assert saved.value.suggested_filename == "order.pdf"


def test_send_waits_until_the_customer_has_paused(browser_of, mia, a_conversation, picture):
    page = opened(browser_of, mia, a_conversation)
    receive.note_typing(conversation=a_conversation, now=timezone.now())
    expect(page.get_by_text("Ana is writing …")).to_be_visible()

    draft = page.get_by_label("Your reply")
    draft.fill("It comes tomorrow at nine. Mia")
    draft.press("Control+Enter")
    expect(page.locator("#hold").get_by_text("Ana is still writing.")).to_be_visible()
    expect(draft).to_have_value("It comes tomorrow at nine. Mia")
    picture(page, "still-writing")
    page.get_by_role("button", name="Send after Ana has finished").click()
    expect(page.locator("#hold")).to_contain_text("It goes when they have paused.")
    assert jobs_left("deliver") == []

    fresh_row = fresh(a_conversation)
    fresh_row.typing_at = timezone.now() - timedelta(seconds=29)  # half a minute without a sign is nearly over
    fresh_row.save(update_fields=["typing_at"])
    page.evaluate("document.dispatchEvent(new CustomEvent('console:refresh'))")

    expect(page.get_by_text("Goes at").last).to_be_visible()
    expect(draft).to_have_value("")


def test_a_message_that_comes_first_is_read_first(browser_of, mia, a_conversation):
    page = opened(browser_of, mia, a_conversation)
    receive.note_typing(conversation=a_conversation, now=timezone.now())
    draft = page.get_by_label("Your reply")
    draft.fill("It comes tomorrow at nine. Mia")
    draft.press("Control+Enter")
    page.get_by_role("button", name="Send after Ana has finished").click()

    said(a_conversation, "Never mind, it is here!", at=timezone.now())

    expect(page.locator("[data-state]")).to_have_text("Ana has written. Read it, then send.")
    expect(page.locator("#hold")).to_be_hidden()
    expect(draft).to_have_value("It comes tomorrow at nine. Mia")
    assert jobs_left("deliver") == []


def test_send_now_does_not_wait(browser_of, mia, a_conversation):
    page = opened(browser_of, mia, a_conversation)
    receive.note_typing(conversation=a_conversation, now=timezone.now())
    page.get_by_label("Your reply").fill("It comes tomorrow at nine. Mia")
    page.get_by_label("Your reply").press("Control+Enter")

    page.get_by_role("button", name="Send now").click()

    expect(page.get_by_text("Goes at").last).to_be_visible()
    expect(page.locator("#hold")).to_be_hidden()


def test_a_reply_that_failed_is_tried_again_or_written_anew(browser_of, mia, a_letter, picture):
    message = a_reply_that_failed(a_letter, "It was 20. Mia", by=mia, at=timezone.now())
    page = opened(browser_of, mia, a_letter)
    row = page.locator(f"#m{message.pk}")

    expect(row).to_contain_text("The mail server of mail.example says that there is no such mailbox.")
    picture(page, "not-delivered")
    row.get_by_role("button", name="Try again").click()
    expect(row.get_by_text("Not delivered")).to_be_hidden()

    message.outbox.refresh_from_db()
    message.outbox.state, message.outbox.last_error = "failed", "the mailbox is full"
    message.outbox.save()
    page.evaluate("document.dispatchEvent(new CustomEvent('console:refresh'))")
    expect(page.locator("#say-now")).to_contain_text("The mailbox is full.")
    row.get_by_role("button", name="Edit and send again").click()

    expect(page.get_by_label("Your reply")).to_have_value("It was 20. Mia")
    expect(row).to_have_count(0)


def test_two_people_see_each_other_come_write_and_go(browser_of, mia, sam, a_conversation, picture):
    mias = opened(browser_of, mia, a_conversation)
    sams = opened(browser_of, sam, a_conversation)

    expect(mias.locator("#presence")).to_contain_text("Sam is reading along")
    expect(sams.locator("#presence")).to_contain_text("Mia is reading along")
    sams.get_by_label("Your reply").press_sequentially("Ana, ")
    expect(mias.get_by_text("Sam is answering too. Wait, or talk to Sam.")).to_be_visible()
    picture(mias, "two-people")
    sams.get_by_label("Your reply").fill("")
    expect(mias.locator("#answering")).to_be_hidden()
    sams.goto("/inbox")
    expect(mias.locator("#presence")).to_be_empty()


def test_somebody_in_charge_is_brought_in_with_the_brief(browser_of, mia, sam, an_angry_conversation, picture):
    assign.assign(conversation=an_angry_conversation, to=mia, by=mia, now=timezone.now())
    said(an_angry_conversation, "Please put me through to your supervisor.", at=timezone.now())
    page = opened(browser_of, mia, an_angry_conversation)

    expect(page.locator("#brief")).to_contain_text("Before this")
    page.get_by_role("button", name="Hand it over …").first.click()
    panel = page.locator("#act")
    expect(panel).to_contain_text("Nothing is sent to Rob")
    expect(panel.get_by_label("The brief, yours to edit")).to_contain_text("Who: Rob")
    picture(page, "hand-over")
    panel.get_by_role("button", name="Hand it over").click()

    expect(page.locator(".msg.note")).to_contain_text("Who: Rob")
    assert fresh(an_angry_conversation).assignee == sam
    assert told(an_angry_conversation)[-1] == "conversation.assigned"


def test_a_promise_is_put_together_and_goes_nowhere_by_itself(browser_of, mia, a_conversation):
    page = opened(browser_of, mia, a_conversation)
    promise = f"/conversations/{a_conversation.pk}/acts?move=commit_concrete"
    page.evaluate(
        f"htmx.ajax('GET', '{promise}', {{target: '#act', swap: 'innerHTML'}})"
        ".then(() => document.getElementById('act').showPopover())"
    )
    page.get_by_label("What", exact=True).fill("ring you with the result.")
    page.get_by_label("By", exact=True).fill("16:30")
    page.get_by_role("button", name="Put it into the reply").click()

    expect(page.get_by_label("Your reply")).to_have_value("I’ll ring you with the result by 16:30 today. Mia")
    assert "reply.held" not in told(a_conversation)


def test_what_was_said_before_is_put_above_and_nothing_moves(browser_of, mia, a_conversation):
    from unruffled.desk.conversations.models import Message

    Message.objects.bulk_create(
        Message(conversation=a_conversation, by="customer", channel="chat", text=f"Line {n}.", sent_at=timezone.now())
        for n in range(1, 130)
    )
    page = opened(browser_of, mia, a_conversation)
    page.locator("#scroll").evaluate("element => { element.scrollTop = -element.scrollHeight }")
    row = page.locator("#turns").get_by_text("Line 75.", exact=True)
    before = row.bounding_box()["y"]

    page.get_by_role("link", name="Earlier messages").click()
    expect(page.locator("#turns").get_by_text("Line 10.", exact=True)).to_be_attached()
    assert abs(row.bounding_box()["y"] - before) < 2

    answered(a_conversation, "It is here.", by=mia, at=timezone.now())
    page.evaluate("document.dispatchEvent(new CustomEvent('console:refresh'))")
    expect(page.locator("#turns").get_by_text("It is here.")).to_be_attached()
    expect(page.locator("#turns").get_by_text("Line 10.", exact=True)).to_be_attached()
