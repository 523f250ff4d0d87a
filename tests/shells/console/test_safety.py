"""The safety card on the screen, the notices over every page, and the local card that only a manager fills."""

import re

import pytest
from django.urls import reverse

from cast import NOW, an_inbound, fresh, minutes, said
from unruffled.desk.flows import assign, close, local_card, receive, safety
from unruffled.desk.guidance import alarms
from unruffled.desk.guidance.queries import guidance_of

CARD = {
    "country": "NL",
    "emergency": "99 99",
    "lines": [
        {"name": "A crisis line", "number": "99 13", "hours": "always", "kind": "self_harm"},
        {"name": "Gas and power faults", "number": "99 88", "hours": "always", "kind": "safety_hazard"},
    ],
    "people": [{"name": "Duty desk", "number": "99 20", "hours": "always"}],
    "without_consent": "When a life is in danger now.",
}


def posted(**changed):
    """The card as the form sends it."""
    said = {key: value for key, value in (CARD | changed).items() if isinstance(value, str)}
    for key in ("lines", "people"):
        for n, row in enumerate((CARD | changed)[key]):
            said |= {f"{key}.{n}.{part}": words for part, words in row.items()}
    return said


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.content.decode()))


def at(name, conversation):
    return reverse(name, args=[conversation.pk])


def test_the_card_says_what_made_it_so_what_to_do_what_to_say_and_who_joins(mias, sam, a_dangerous_conversation):
    page = mias.get(at("conversation", a_dangerous_conversation))
    words = words_of(page)

    assert "Stay with Ida." in words
    assert "Something may injure Ida" in words
    assert b'data-point-at="m' in page.content
    assert page.content.count(b'data-move="safety_protocol"') >= 1
    assert "touch no switch" in words
    assert "Nobody has said “I am here” yet." in words
    assert "What not to do" in words
    assert "These words are not clinically approved." in words


def test_the_gravest_thing_is_the_first_that_is_said_about_a_message(mias):
    text = "This is outrageous, I am furious! The heater smokes and nobody comes. I do not want to live any more."
    page = mias.get(at("conversation", receive.receive(inbound=an_inbound(text), now=NOW).conversation))

    assert b'<p class="read"><i>Speaks of not wanting to live</i>' in page.content


SMOKE = "There is smoke coming from the heater and a smell of burning from the plug."
DESPAIR = "I can't take this any more, I want to end my life."


def card_and_move(page):
    """What the safety card says, and what the next move says, each as plain words."""
    text = page.content.decode()
    card = re.search(r'<section class="safety card-of-safety".*?</section>\s*</div>', text, re.S)
    move = re.search(r'<section class="move".*?</section>', text, re.S)
    return tuple(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found.group())) for found in (card, move))


@pytest.mark.parametrize("told", [(SMOKE, DESPAIR), (DESPAIR, SMOKE), (f"{SMOKE} {DESPAIR}",)])
def test_with_two_dangers_card_and_next_move_speak_of_the_graver_one(care, mias, told):
    conversation = receive.receive(inbound=an_inbound(told[0]), now=NOW).conversation
    for n, words in enumerate(told[1:], start=1):
        said(conversation, words, at=NOW + minutes(n))

    card, move = card_and_move(mias.get(at("conversation", conversation)))
    reason, also = card.partition("Nobody has said")[0].split(" Also ")

    assert "Ana may be thinking of suicide or self-harm: “end my life”" in reason
    assert "smoke" not in reason
    assert also.startswith("hazard: “")
    assert "smoke" in also
    assert "go outside, and touch no switch" in also
    assert "Speaks of not wanting to live: “end my life”" in move
    assert "Are you thinking of suicide?" in card
    assert "keep away from it" not in move + card


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (SMOKE, "Please keep away from it, and keep others away too."),
        ("My neighbour hits his little girl every night, I can hear her scream.", "It was right to say this."),
        ("I will come to your office and break your neck.", "I take what you wrote seriously"),
    ],
)
def test_the_words_of_the_card_stand_there_and_the_next_move_says_where(care, mias, told, words):
    conversation = receive.receive(inbound=an_inbound(told), now=NOW).conversation

    card, move = card_and_move(mias.get(at("conversation", conversation)))

    assert words in card
    assert "Safety first" in move
    assert "What to say stands on the safety card" in move
    assert words not in move


def test_where_nobody_is_in_danger_the_next_move_has_its_words(care, mias):
    conversation = receive.receive(inbound=an_inbound("The lamp broke. I am furious!"), now=NOW).conversation

    page = mias.get(at("conversation", conversation)).content.decode()
    move = re.search(r'<section class="move".*?</section>', page, re.S).group()

    assert "on the safety card" not in move
    assert "Insert at cursor" in move


def test_a_card_that_stood_open_before_its_danger_was_kept_is_about_what_shows(care, mias):
    conversation = receive.receive(inbound=an_inbound(f"{SMOKE} {DESPAIR}"), now=NOW).conversation
    guidance = guidance_of(conversation)
    del guidance.step["facts"]["danger"]
    guidance.save()

    card, _ = card_and_move(mias.get(at("conversation", conversation)))

    assert "Ana may be thinking of suicide or self-harm: “end my life”" in card


def test_a_danger_that_was_seen_to_is_not_what_the_next_card_is_about(care, mias, mia):
    conversation = receive.receive(inbound=an_inbound(DESPAIR), now=NOW).conversation
    safety.close_card(conversation=conversation, by=mia, note="With the crisis line now.", now=NOW + minutes(1))
    said(conversation, SMOKE, at=NOW + minutes(2))

    card, move = card_and_move(mias.get(at("conversation", conversation)))

    assert "Something may injure Ana" in card
    assert "Please keep away from it" in card
    assert "Safety first" in move


def test_without_a_local_card_no_number_is_made_up_and_it_says_whom_to_call(care, sam, mias, browser_of):
    conversation = receive.receive(inbound=an_inbound("The plug is on fire, smoke everywhere!"), now=NOW).conversation

    page = mias.get(at("conversation", conversation))

    assert "No local numbers yet. Call Sam now" in words_of(page)
    assert b"tel:" not in page.content
    assert b"{" not in re.search(rb'<section class="safety-say">.*?</section>', page.content, re.S).group()


def test_the_strip_does_not_say_that_these_are_all_when_there_may_be_more(care, browser_of, sam):
    sams = browser_of(sam)
    for n in range(alarms.MOST):
        assert "At least" not in words_of(sams.get("/inbox"))
        receive.receive(inbound=an_inbound(SMOKE, from_address=f"smoke-{n}"), now=NOW + minutes(n))

    assert f"At least {alarms.MOST} people may be in danger" in words_of(sams.get("/inbox"))


def test_with_a_local_card_the_numbers_for_this_danger_stand_there(mias, maya, a_dangerous_conversation):
    local_card.keep(said=CARD, by=maya, now=NOW)

    page = mias.get(at("conversation", a_dangerous_conversation))
    words = words_of(page)

    assert b'href="tel:9999"' in page.content
    assert "Gas and power faults" in words
    assert "A crisis line" not in words
    assert "please leave the room first and ring 99 99" in words
    assert "When a life is in danger now." in words
    assert "No local numbers yet" not in words


def test_whoever_opens_it_is_in_the_log_and_one_press_says_that_they_are_here(
    mias_open_page, mia, a_dangerous_conversation
):
    mias_open_page.get(at("conversation", a_dangerous_conversation))

    joined = mias_open_page.post(at("safety_joining", a_dangerous_conversation))

    assert [step.what for step in alarms.log_of(a_dangerous_conversation)] == ["opened", "seen", "joined"]
    assert "Here: Mia since" in words_of(joined)
    assert b"I am here</button>" not in joined.content


def test_not_a_danger_is_one_press(mias, a_dangerous_conversation):
    page = mias.get(at("conversation", a_dangerous_conversation))
    answer = mias.post(at("safety_mistake", a_dangerous_conversation), {"reason": "figure_of_speech"})

    assert b'value="figure_of_speech">A figure of speech</button>' in page.content
    assert answer.status_code == 302
    assert not fresh(a_dangerous_conversation).safety_open
    assert "Not a danger: a figure of speech." in words_of(mias.get(at("conversation", a_dangerous_conversation)))


def test_a_mistake_without_a_reason_stays_open_and_says_so(mias_open_page, a_dangerous_conversation):
    assert mias_open_page.post(at("safety_mistake", a_dangerous_conversation)).status_code == 422
    assert fresh(a_dangerous_conversation).safety_open


@pytest.mark.parametrize("name", ["safety_joining", "safety_mistake", "safety_closing"])
def test_a_stranger_finds_no_card(browser_of, a_dangerous_conversation, omar, name):
    assert browser_of(omar).post(at(name, a_dangerous_conversation)).status_code == 404


def test_a_page_with_an_open_card_stays_within_twenty_queries(
    mias, a_dangerous_conversation, django_assert_max_num_queries
):
    mias.get(at("conversation", a_dangerous_conversation))

    with django_assert_max_num_queries(20):
        mias.get(at("conversation", a_dangerous_conversation))


@pytest.mark.parametrize("address", ["/inbox?view=team", "/floor", "/search", "card"])
@pytest.mark.parametrize(
    ("told", "danger"),
    [
        (DESPAIR, "Suicide or self-harm"),
        ("There is a smell of gas by the cooker.", "Hazard: “smell of gas by the cooker”"),
        ("My neighbour hits his little girl every night, I can hear her scream.", "Danger to somebody else"),
        ("I will come to your office and break your neck.", "Threat of violence"),
    ],
)
def test_which_danger_it_is_stands_everywhere_in_the_words_of_its_card(care, browser_of, sam, told, danger, address):
    conversation = receive.receive(inbound=an_inbound(told), now=NOW).conversation

    page = words_of(browser_of(sam).get(at("conversation", conversation) if address == "card" else address))

    assert (danger.partition(":")[0] if address == "card" else danger) in page


def test_what_somebody_says_of_ending_it_does_not_stand_over_every_page(care, browser_of, sam):
    receive.receive(inbound=an_inbound(DESPAIR), now=NOW)

    assert "end my life" not in words_of(browser_of(sam).get("/search"))


# Over every page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/inbox", "/search", "/cases", "/settings/safety", "/conversations/new"])
def test_whoever_leads_is_told_on_every_page_and_the_loud_notice_stays_until_there_is_a_card(
    browser_of, sam, maya, a_dangerous_conversation, address
):
    words = words_of(browser_of(sam).get(address))
    assert "Somebody may be in danger" in words
    assert "No local safety card." in words
    assert "Ask a manager to set it up." in words

    local_card.keep(said=CARD, by=maya, now=NOW)
    words = words_of(browser_of(sam).get(address))
    assert "Somebody may be in danger" in words
    assert "No local safety card." not in words


def test_a_manager_is_led_to_the_card(browser_of, maya):
    assert b'href="/settings/safety">Set it up' in browser_of(maya).get("/inbox").content


def test_agents_are_told_of_their_own_only_and_nothing_of_set_up(
    mias, mia, noor, browser_of, a_dangerous_conversation, a_conversation
):
    assign.assign(conversation=a_dangerous_conversation, to=mia, by=mia, now=NOW)

    assert "Somebody may be in danger" in words_of(mias.get(at("conversation", a_conversation)))
    assert "Somebody may be in danger" in words_of(mias.get("/dangers"))
    assert "Somebody may be in danger" not in words_of(browser_of(noor).get("/inbox"))
    assert "Somebody may be in danger" not in words_of(browser_of(noor).get("/dangers"))
    assert "No local safety card" not in words_of(mias.get("/inbox"))


@pytest.mark.parametrize(
    "address", ["/inbox", "/inbox?view=team", "/search", "/search?q=x", "/settings/you", "/conversations/new"]
)
def test_an_agent_is_told_with_the_page_itself_and_the_page_listens_for_more(
    mias, mia, a_dangerous_conversation, address
):
    assign.assign(conversation=a_dangerous_conversation, to=mia, by=mia, now=NOW)

    page = mias.get(address)

    assert "Somebody may be in danger" in words_of(page)
    assert page.content.count(b'sse-connect="/live"') == 1


def test_a_danger_that_sleeps_is_named_too(mias, mia, a_dangerous_conversation, a_conversation):
    assign.assign(conversation=a_dangerous_conversation, to=mia, by=mia, now=NOW)
    close.snooze(conversation=a_dangerous_conversation, by=mia, until=NOW + minutes(600), now=NOW)

    assert "Somebody may be in danger" in words_of(mias.get(at("conversation", a_conversation)))


def test_the_conversation_itself_has_its_card_and_no_notice_of_it(browser_of, sam, a_dangerous_conversation):
    page = browser_of(sam).get(at("conversation", a_dangerous_conversation))
    again = browser_of(sam).get(f"/dangers?at={a_dangerous_conversation.pk}")

    assert b"danger-notice" not in page.content
    assert b"danger-notice" not in again.content


def test_of_another_team_no_danger_is_named(browser_of, a_dangerous_conversation, omar):
    assert b"Ida" not in browser_of(omar).get("/dangers").content


def test_the_notices_cost_a_leader_one_query(browser_of, sam, django_assert_max_num_queries):
    browser = browser_of(sam)

    with django_assert_max_num_queries(
        7
    ):  # two of them; session, person, teams; and once a process what holds in the house
        browser.get("/dangers")


# The local card ------------------------------------------------------------------------------------------------------


def test_a_manager_fills_the_card_and_it_is_there(browser_of, maya):
    browser = browser_of(maya)
    page = browser.get("/settings/safety")

    kept = browser.post("/settings/safety", posted(), follow=True)

    assert b'name="lines.0.number" value=""' in page.content
    assert "Kept. It is on every safety card from now on." in words_of(kept)
    assert b'value="99 88"' in kept.content
    assert "No local safety card." not in words_of(kept)


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(browser_of, maya):
    rows = [{"name": "A crisis line", "number": "ring us", "hours": "nine to five"}]
    answer = browser_of(maya).post("/settings/safety", posted(lines=rows, country="Holland"))

    words = words_of(answer)
    assert answer.status_code == 422
    assert "Not kept yet." in words
    assert "“ring us” is no number to call." in words
    assert "“nine to five” are no hours." in words
    assert "two letters" in words
    assert b'value="nine to five"' in answer.content
    assert b'value="99 99"' in answer.content


@pytest.mark.parametrize("who", ["sam", "mia"])
def test_others_read_it_and_cannot_write_it(request, browser_of, who):
    browser = browser_of(request.getfixturevalue(who))

    assert b'<fieldset class="stack" disabled>' in browser.get("/settings/safety").content
    assert browser.post("/settings/safety", posted()).status_code == 403


def test_the_form_has_no_number_that_nobody_gave(browser_of, maya):
    page = browser_of(maya).get("/settings/safety").content.decode()
    values = re.findall(r'name="(?:emergency|[a-z]+\.\d+\.number)" value="([^"]*)"', page)

    assert values
    assert set(values) == {""}


def test_without_a_local_card_nobody_is_told_to_give_a_number_or_to_offer_one(care, sam, mias):
    conversation = receive.receive(inbound=an_inbound("I want to end my life."), now=NOW).conversation

    words = words_of(mias.get(at("conversation", conversation)))

    assert "Stay until somebody trained, or Sam, has taken over." in words
    assert "Give " not in words.partition("Who can help")[0].partition("Stay with")[2]
    assert "ring them while I stay here" not in words


def test_with_a_local_card_the_line_that_answers_now_is_named_to_give_and_to_offer(care, mias, maya):
    local_card.keep(said=CARD, by=maya, now=NOW)
    conversation = receive.receive(inbound=an_inbound("I want to end my life."), now=NOW).conversation

    words = words_of(mias.get(at("conversation", conversation)))

    assert "Give A crisis line, 99 13." in words
    assert "answers now (A crisis line, 99 13): would you like to ring them while I stay here?" in words
