"""Somebody may be in danger: the card is there without reloading, whoever leads joins, and it ends in the record."""

from playwright.sync_api import expect

from cast import NOW, an_inbound, fresh
from unruffled.desk.cases.models import Case
from unruffled.desk.flows import assign, receive
from unruffled.desk.guidance import alarms
from unruffled.engine.policies.safety import protocols

PHONE = {"width": 390, "height": 844}
HINTED = "To be honest I have had enough of it all. I don't want to be here any more, everybody would be better off."


def martin(text, conversation=None):
    inbound = an_inbound(text, from_address="martin-1", from_name="Martin", conversation=conversation)
    return receive.receive(inbound=inbound, now=NOW).conversation


def test_a_danger_is_met_together_from_the_hint_to_the_record(browser_of, mia, sam, picture):
    conversation = martin("Another letter about the bill. I lost my job in May and I owe everyone.")
    assign.assign(conversation=conversation, to=mia, by=mia, now=NOW)
    hers, his = browser_of(mia), browser_of(sam)
    hers.goto(f"/conversations/{conversation.pk}")
    his.goto("/search")
    expect(hers.locator("#safety-h")).to_have_count(0)
    expect(his.get_by_text("No local safety card.")).to_be_visible()
    hers.wait_for_timeout(500)

    martin(HINTED, conversation=conversation.pk)

    expect(hers.get_by_role("heading", name="Stay with Martin.")).to_be_visible()
    expect(hers.locator("#safety-h")).to_be_focused()
    expect(hers.get_by_text("Sam is asked to join.")).to_be_visible()
    expect(hers.get_by_text("No local numbers yet. Call Sam now")).to_be_visible()
    expect(his.get_by_role("region", name="Somebody may be in danger")).to_contain_text("Martin")

    his.get_by_role("region", name="Somebody may be in danger").get_by_role("link").click()
    his.get_by_role("button", name="I am here").click()
    expect(his.locator("#safety-h")).to_be_focused()
    expect(hers.locator("#safety-who")).to_contain_text("Here: Sam since")
    picture(hers, "safety-card-1440-light")

    hers.get_by_role("button", name="Insert", exact=False).first.click()
    expect(hers.get_by_label("Your reply")).to_have_value(protocols()["self_harm"].say[0])

    his.get_by_text("Close this card").click()
    his.get_by_label("What was done, and who has taken over?").fill("His sister is with him, the line has called back.")
    his.get_by_role("button", name="Close with this note").click()
    expect(his.locator("#safety-h")).to_have_count(0)
    expect(hers.locator("#safety-h")).to_have_count(0)
    assert not fresh(conversation).safety_open
    assert {step.what for step in alarms.log_of(conversation)} >= {"opened", "asked", "seen", "joined", "closed"}

    his.get_by_role("link", name="Case record").click()
    expect(his.get_by_text("Martin could read this page.")).to_be_visible()
    expect(his.locator("#f-safety")).to_contain_text("Sam joined")
    picture(his, "record-1440-light")
    assert Case.objects.filter(conversation=conversation).exists()


def test_closing_lands_on_the_record_which_is_written_without_words_for_a_person_and_printed(
    browser_of, mia, an_angry_conversation
):
    Case.objects.create(conversation=an_angry_conversation, opened_at=NOW, opened_because=["escalate"])
    page = browser_of(mia, theme="dark")
    page.goto(f"/conversations/{an_angry_conversation.pk}")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_text("The case record opens next.")).to_be_visible()
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("Rob could read this page.")).to_be_visible()

    page.get_by_role("link", name="Edit Need").press("Enter")
    field = page.get_by_role("textbox", name="Need")
    expect(field).to_be_focused()
    field.fill("Rob is a difficult customer.")
    expect(page.get_by_text("is a word for a person")).to_be_visible()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Not kept yet.")).to_be_visible()
    page.get_by_role("textbox", name="Need").fill("An engineer on a date, after two visits that we missed.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#f-need")).to_contain_text("Mia wrote this")
    expect(page.get_by_role("link", name="Edit Need")).to_be_focused()

    page.emulate_media(media="print")
    for gone in (".rail", ".record-acts", ".record-edit"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.get_by_text("Rob could read this page.").is_visible()
    dark_ink = "getComputedStyle(document.querySelector('.record-body')).color.includes('(0.265')"
    page.wait_for_function(dark_ink)
    assert 1 <= page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n") <= 2


def test_axe_finds_nothing_on_the_pages_of_safety_and_cases(
    browser_of, sam, an_angry_conversation, a_dangerous_conversation, faults, picture
):
    case = Case.objects.create(conversation=an_angry_conversation, opened_at=NOW, opened_because=["escalate"])
    page = browser_of(sam, viewport=PHONE, theme="dark")
    found = {}
    for name, path in {
        "danger": f"/conversations/{a_dangerous_conversation.pk}",
        "record": f"/cases/{case.pk}?edit=need",
        "cases": "/cases",
        "local-card": "/settings/safety",
    }.items():
        page.goto(path)
        picture(page, f"{name}-390-dark")
        found[name] = faults(page)

    assert {name: what for name, what in found.items() if what} == {}


def test_without_scripts_editing_a_part_of_the_record_begins_in_its_field(browser_of, mia, an_angry_conversation):
    case = Case.objects.create(conversation=an_angry_conversation, opened_at=NOW, opened_because=["escalate"])
    page = browser_of(mia)
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"/cases/{case.pk}")
    page.get_by_role("link", name="Edit Need").press("Enter")

    expect(page.get_by_role("textbox", name="Need")).to_be_focused()
