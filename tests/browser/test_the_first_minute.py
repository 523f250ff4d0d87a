"""The first minute: a stranger takes a seat, sees a conversation turn difficult, answers, sees the customer react."""

import json
import urllib.request

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cast import told
from unruffled.desk.conversations.models import Conversation
from unruffled.desk.flows import deliver, played, practice
from unruffled.desk.people.actions import issue_token
from unruffled.desk.people.queries import by_username
from unruffled.site import demo

GOOD = "You stayed at home on Thursday for a call that we never made. The cot is here and whole. I'll ring you at {}."
BRUSH_OFF = (
    "We apologise for any inconvenience. Your request is important to us and will be processed as soon as possible."
)


@pytest.fixture
def harbour_lane(transactional_db):
    demo._make("harbour-lane")


@pytest.fixture
def seat(chromium, house, harbour_lane):
    """Take Mia's seat on the practice floor with one click, in a window of one's own."""
    windows = []

    def taken(viewport, theme="light"):
        window = chromium.new_context(base_url=house, viewport=viewport, color_scheme=theme, reduced_motion="reduce")
        windows.append(window)
        page = window.new_page()
        page.goto("/")
        page.get_by_role("button", name="Mia").click()
        page.wait_for_url("**/inbox**")
        return page

    yield taken
    for window in windows:
        window.close()


def the_afternoon_goes_on(name, n):
    """What the worker does some seconds later."""
    conversation = Conversation.objects.get(context__script=name)
    practice.play_turn(conversation_id=conversation.pk, n=n, now=timezone.now())
    return conversation


def ten_seconds_later(conversation):
    """The reply leaves, and the played customer answers."""
    later = timezone.now() + timezone.timedelta(seconds=11)
    deliver.deliver(message_id=conversation.messages.latest("pk").pk, now=later)
    return played.react(conversation_id=conversation.pk, now=later)


def words(page, text):
    """The bubble that holds these words."""
    return page.locator(".words", has_text=text)


def heats(page):
    return [float(n) for n in page.locator(".heat .num").all_text_contents()]


def test_a_stranger_answers_ana_and_sees_the_line_fall(seat, picture):
    """Four acts from the first page: take a seat, open Ana, write, send; the steps on the page tick themselves."""
    page = seat({"width": 1440, "height": 900})
    picture(page, "first-steps-1440-light")
    page.get_by_role("link", name="Open Ana").click()
    ana = the_afternoon_goes_on("01-ana-cot", 3)
    expect(page.locator("#first-steps [aria-current=step]")).to_contain_text("Answer Ana")

    expect(words(page, "You are not even reading this")).to_be_visible()
    expect(page.locator("#guidance h2").first).not_to_be_empty()
    draft = page.get_by_label("Your reply")
    draft.fill(GOOD.format("16:30"))
    draft.press("Control+Enter")
    expect(page.get_by_text("Goes at").last).to_be_visible()
    ten_seconds_later(ana)

    expect(words(page, "16:30, then")).to_be_visible()
    before, after = heats(page)[-2:]
    assert after < before - 0.5
    expect(page.locator("#first-steps")).to_contain_text("Ana calmed down")
    expect(page.get_by_role("link", name="Start your own").first).to_be_visible()
    picture(page, "conversation-1440-light")


def test_a_form_letter_makes_the_line_rise(seat, picture):
    page = seat({"width": 390, "height": 844}, theme="dark")
    picture(page, "first-steps-390-dark")
    page.get_by_role("link", name="Open Ana").click()
    ana = the_afternoon_goes_on("01-ana-cot", 3)
    expect(words(page, "You are not even reading this")).to_be_visible()

    page.get_by_label("Your reply").fill(BRUSH_OFF)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Goes at").last).to_be_visible()
    reaction = ten_seconds_later(ana)

    expect(words(page, reaction.message.text[:40])).to_be_visible()
    assert Conversation.objects.get(pk=ana.pk).persona["state"]["heat"] > 3.0
    expect(page.locator("#first-steps")).to_contain_text("Try again")
    picture(page, "conversation-390-dark")


def test_a_message_posted_by_program_is_read_guided_answered_by_keyboard_and_in_the_journal(seat, house, picture):
    page = seat({"width": 1440, "height": 900})
    page.goto("/inbox?view=team")
    posted = post(house, "The crib of HL-4471 was due on Monday. Nobody rang me on Thursday. When does it come?")
    conversation = Conversation.objects.get(pk=posted["conversation"])
    Conversation.objects.filter(pk=conversation.pk).update(persona={"id": "ana"})

    row = page.get_by_role("link", name="Nadja")
    expect(row).to_be_visible()
    picture(page, "inbox-1440-light")
    row.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nadja")
    page.wait_for_load_state("load")
    page.keyboard.press("r")
    expect(page.get_by_label("Your reply")).to_be_focused()
    page.keyboard.type(GOOD.format("17:15"))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Goes at").last).to_be_visible()
    ten_seconds_later(conversation)

    expect(words(page, "17:15, then")).to_be_visible()
    story = told(conversation)
    assert [what for what in story if what.startswith(("message", "reply"))] == [
        "message.received",
        "reply.held",
        "reply.sent",
        "message.received",
    ]


def post(house, text):
    """Hand a message in as another program does."""
    token = issue_token(user=by_username("mia"), now=timezone.now())
    words = {"channel": "chat", "external_id": "x-1", "from": {"address": "n-1", "name": "Nadja"}, "text": text}
    body = json.dumps({**words, "conversation": None, "sent_at": None}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{house}/api/v1/inbound", data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 201
        return json.load(answer)
