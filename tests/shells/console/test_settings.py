"""Settings: managers decide, everybody has their own page, nobody else gets in, and no input is lost."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from cast import NOW, fresh
from unruffled.desk.flows import invite, token
from unruffled.desk.people import actions as people
from unruffled.desk.people import house, queries

MANAGERS_PAGES = [
    "/settings/organisation",
    "/settings/people",
    "/settings/invitations",
    "/settings/inboxes",
    "/settings/policies",
    "/settings/chat",
    "/settings/trial",
]
POSTS = [
    *MANAGERS_PAGES,
    "/settings/mail",
    "/settings/invitations/withdrawal",
    "/settings/invitations/renewal",
    "/settings/people/{pk}",
    "/settings/people/{pk}/password-link",
    "/settings/inboxes/{pk}",
    "/set-up/1",
    "/set-up/2",
    "/set-up/3",
    "/set-up/4",
]


def links_in(page):
    return re.findall(r'value="http://testserver(/[^"]+)"', page.content.decode())


def text_of(page):
    return page.content.decode()


# Who gets in ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", MANAGERS_PAGES)
def test_a_manager_sees_every_page(address, mayas):
    assert mayas.get(address, follow=True).status_code == 200


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize("who", ["mia", "sam", "omar"])
def test_nobody_else_reads_or_posts(address, who, request, browser_of, maya, shop):
    browser = browser_of(request.getfixturevalue(who))
    before = (people.User.objects.count(), fresh(maya).role)
    address = address.format(pk=maya.pk)

    for answer in (browser.get(address), browser.post(address, {"role": "manager", "active": "on", "name": "Mine"})):
        assert answer.status_code in (403, 404, 405)

    assert (people.User.objects.count(), fresh(maya).role) == before
    assert queries.organisation().name == "Quay Street Shop"


def test_who_decides_nothing_lands_on_their_own_page(mias, shop):
    assert mias.get("/settings")["Location"] == "/settings/you"
    assert "Organisation" not in text_of(mias.get("/settings/you"))


def test_the_index_names_everything_in_a_line(mayas, mia):
    page = text_of(mayas.get("/settings"))

    assert "Quay Street Shop" in page
    assert "2 people here" in page
    assert "Letters, Line, Reviews, Shop chat" in page


def test_the_index_and_the_people_cost_few_queries(mayas, maya, mia, noor, sam, django_assert_max_num_queries):
    mayas.get("/settings")
    with django_assert_max_num_queries(14):  # every ten seconds two of them ask anew what holds in the house
        mayas.get("/settings")
    with django_assert_max_num_queries(11):
        mayas.get("/settings/people")
    wanted = [invite.Wanted(email=f"somebody{n}@harbour-lane.example", role="agent") for n in range(5)]
    invite.invite(wanted=wanted, team=None, by=maya, now=timezone.now())
    with django_assert_max_num_queries(13):  # who of them is here, and what became of the mails, for all at once
        assert "somebody4@" in text_of(mayas.get("/settings/people"))


# What is kept --------------------------------------------------------------------------------------------------------


def test_the_clock_of_the_organisation_shows_on_pages(mayas, a_conversation):
    before = text_of(mayas.get(f"/conversations/{a_conversation.pk}"))
    mayas.post("/settings/organisation", {"name": "Quay Street", "time_zone": "asia/tokyo"})
    after = text_of(mayas.get(f"/conversations/{a_conversation.pk}"))

    assert "14:00" in before
    assert "23:00" in after


def test_a_zone_that_is_none_is_said_beside_the_field_and_what_was_typed_stays(mayas):
    page = mayas.post("/settings/organisation", {"name": "Pier <Shop>", "time_zone": "Moon/Base"})

    assert page.status_code == 422
    assert "no time zone we know" in text_of(page)
    assert 'value="Moon/Base"' in text_of(page)
    assert 'value="Pier &lt;Shop&gt;"' in text_of(page)


def test_people_are_invited_and_the_links_are_shown_once(mayas, care, client):
    given = {"people": "nell@shop.example\nsid@shop.example, supervisor", "role": "agent", "team": str(care.pk)}
    nell, sid = links_in(mayas.post("/settings/invitations", given))

    again = mayas.get("/settings/invitations")
    assert links_in(again) == []
    assert "mailto:" not in text_of(again)
    assert "Good for 6 more days" in text_of(again)
    welcome = {"name": "Sid", "username": "sid", "email": "sid@shop.example", "password": "nine-boats-home"}
    assert client.post(sid, welcome)["Location"] == "/inbox"
    assert queries.by_username("sid").role == "supervisor"
    assert "Came in" in text_of(mayas.get("/settings/invitations"))
    assert client.get(nell).status_code == 200


def test_a_link_can_be_mailed_by_ones_own_mail_program_and_nothing_slips_into_the_address(mayas, care):
    given = {"people": "o'neil+a&b=c@shop.example", "role": "agent", "team": str(care.pk)}
    page = text_of(mayas.post("/settings/invitations", given))

    assert "mailto:o%27neil%2Ba%26b%3Dc@shop.example?subject=" in page
    assert "body=http%3A%2F%2Ftestserver%2Fwelcome%2F" in page


def test_a_bad_line_among_good_ones_invites_nobody_and_loses_nothing(mayas, care):
    given = {"people": "nell@shop.example\nnot an address", "role": "agent", "team": str(care.pk)}
    page = mayas.post("/settings/invitations", given)

    assert page.status_code == 422
    assert "Line 2" in text_of(page)
    assert "nell@shop.example" in text_of(page)
    assert queries.invitations() == []


def test_ten_thousand_pasted_lines_are_answered_in_a_sentence(mayas, care):
    given = {"people": "a@shop.example\n" * 10_000, "role": "agent", "team": str(care.pk)}
    page = mayas.post("/settings/invitations", given)

    assert page.status_code == 422
    assert "At most 100 at once" in text_of(page)


def test_an_invitation_is_withdrawn_and_made_anew_from_the_list(mayas, care, client):
    (first,) = links_in(
        mayas.post("/settings/invitations", {"people": "nell@shop.example", "role": "agent", "team": str(care.pk)})
    )
    (second,) = links_in(mayas.post("/settings/invitations/renewal", {"email": "nell@shop.example"}))
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200

    said = mayas.post("/settings/invitations/withdrawal", {"email": "nell@shop.example"}, follow=True)
    assert "Withdrawn" in text_of(said)
    assert client.get(second).status_code == 404


@pytest.mark.parametrize("email", ["", "nobody@shop.example", "x" * 5000, "a\r\nBcc: b@c.example"])
def test_nothing_happens_for_an_address_that_was_never_invited(email, mayas):
    assert mayas.post("/settings/invitations/renewal", {"email": email}).status_code == 302
    assert mayas.post("/settings/invitations/withdrawal", {"email": email}).status_code == 302
    assert mayas.get("/settings/invitations").status_code == 200


def test_somebody_is_placed_elsewhere_and_the_last_manager_stays(mayas, mia, maya, elsewhere):
    mayas.post(f"/settings/people/{mia.pk}", {"role": "supervisor", "teams": [elsewhere.pk], "active": "on"})
    assert (fresh(mia).role, list(mia.teams.all())) == ("supervisor", [elsewhere])

    page = mayas.post(f"/settings/people/{maya.pk}", {"role": "agent", "active": "on"})
    assert page.status_code == 422
    assert "Somebody must stay manager" in text_of(page)


def test_a_lost_password_is_set_by_a_link_that_is_shown_once(mayas, mia, client):
    (link,) = links_in(mayas.post(f"/settings/people/{mia.pk}/password-link"))

    weak = client.post(link, {"new": "short"})
    assert weak.status_code == 422
    assert "at least 10" in text_of(weak)
    assert client.post(link, {"new": "nine-boats-home"})["Location"] == "/inbox"
    assert client.get(link).status_code == 404
    assert Client().post("/sign-in", {"username": "mia", "password": "nine-boats-home"}).status_code == 302


def test_an_inbox_is_renamed_closed_and_named_on_the_list(mayas, care):
    from unruffled.desk.conversations.models import Inbox

    letters = Inbox.objects.get(name="Letters")
    assert "Not connected" in text_of(mayas.get("/settings/inboxes"))
    mayas.post(f"/settings/inboxes/{letters.pk}", {"name": "Post", "team": str(care.pk)})

    assert (fresh(letters).name, fresh(letters).open) == ("Post", False)
    assert "takes nothing new" in text_of(mayas.get("/settings/inboxes"))
    taken = mayas.post(f"/settings/inboxes/{letters.pk}", {"name": "Shop chat", "team": str(care.pk), "is_open": "on"})
    assert taken.status_code == 422


def test_the_four_answers_are_kept_and_hold(mayas):
    page = text_of(mayas.get("/settings/policies"))
    assert "Two notices" in page
    given = {"notices": "one", "goodwill": "40", "within_phone": "1", "within_chat": "30", "within_email": "240"}
    given |= {"within_review": "1440"}

    assert mayas.post("/settings/policies", given)["Location"] == "/settings/policies"

    held = house.in_force()
    assert held.house.ladder.again["insult"] == 3
    assert held.house.goodwill.limits["agent"].case == 40
    assert held.answer_within["chat"] == 30
    shown = text_of(mayas.get("/settings/policies"))
    assert 'value="one" id="id_notices_0" checked' in shown or re.search(r'value="one"[^>]*checked', shown)
    assert re.search(r'<option value="30" selected', shown)
    assert "Nothing was changed" in text_of(mayas.post("/settings/policies", given, follow=True))


@pytest.mark.parametrize(
    "wrong",
    [{"notices": "none"}, {"goodwill": "-1"}, {"goodwill": "1e9"}, {"goodwill": "NaN"}, {"within_chat": "0"}],
)
def test_an_answer_that_is_none_is_said_and_nothing_changes(wrong, mayas):
    good = {"notices": "two", "goodwill": "25", "within_phone": "1", "within_chat": "2", "within_email": "480"}
    page = mayas.post("/settings/policies", {**good, "within_review": "1440", **wrong})

    assert page.status_code == 422
    assert house.changes_now() == {}


# Oneself -------------------------------------------------------------------------------------------------------------


def test_preferences_are_ones_own(mias, mia, shop):
    mias.post("/settings/you", {"alias": "Mimi", "theme": "dark"})

    mia = fresh(mia)
    assert (mia.alias, mia.theme, mia.keys_on) == ("Mimi", "dark", False)


def test_a_new_password_keeps_this_window_and_ends_all_others(mias, mia, shop):
    other = Client()
    other.force_login(mia)

    said = mias.post("/settings/you/password", {"present": "mia-mia-1", "new": "nine-boats-home"}, follow=True)

    assert "Your password is changed" in text_of(said)
    assert mias.get("/settings/you").status_code == 200
    assert other.get("/settings/you").status_code == 302


def test_a_wrong_present_password_changes_nothing_and_is_never_shown(mias, mia, shop):
    page = mias.post("/settings/you/password", {"present": "guess-guess", "new": "nine-boats-home"})

    assert page.status_code == 422
    assert "This is not your password" in text_of(page)
    assert "guess-guess" not in text_of(page)
    assert "nine-boats-home" not in text_of(page)


# Ways in -------------------------------------------------------------------------------------------------------------


def test_the_line_to_try_the_token_with_works_as_it_stands(mayas, client, maya):
    import html
    import json
    import shlex

    page = text_of(mayas.post("/settings/chat"))
    curl = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])
    words = shlex.split(curl)
    headers = dict(words[n + 1].split(": ", 1) for n, word in enumerate(words) if word == "-H")

    answer = client.post(
        words[3].removeprefix("http://testserver"),
        json.loads(words[-1]),
        content_type="application/json",
        HTTP_AUTHORIZATION=headers["Authorization"],
    )

    assert answer.status_code == 201
    assert "Your token" not in text_of(mayas.get("/settings/chat"))


def test_a_pasted_conversation_becomes_one_of_ours(mayas):
    pasted = "Customer: My parcel is three weeks late!\nAgent: I am sorry. I ring you by four.\nCustomer: Nobody rang!"
    answer = mayas.post("/settings/trial", {"text": pasted})

    page = re.sub("<[^>]*>", "", text_of(mayas.get(answer["Location"])))
    assert "Nobody rang!" in page


def test_a_file_is_read_as_unruffled_read_reads_it(mayas):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("talk.vtt", b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Customer>Where is my parcel?\n")
    answer = mayas.post("/settings/trial", {"file": file})

    assert answer.status_code == 302
    assert "Where is my parcel?" in text_of(mayas.get(answer["Location"]))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("talk.exe", b"MZ", "ends in one of"),
        ("talk.txt", b"nothing that anybody said", "Customer:"),
        ("talk.csv", b"\x00\x01\x02\x03" * 50, "expected"),
        ("talk.json", b"{", "expected"),
        ("../../etc/passwd.yml", b"turns: [", "expected"),
        ("empty.txt", b"", "expected"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_and_names_no_folder_of_ours(name, content, says, mayas):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = mayas.post("/settings/trial", {"file": SimpleUploadedFile(name, content)})

    assert page.status_code == 422
    assert says in text_of(page)
    assert "/tmp" not in text_of(page)


def test_what_was_pasted_stays_when_it_could_not_be_read(mayas):
    page = mayas.post("/settings/trial", {"text": "just words without anybody"})

    assert page.status_code == 422
    assert "just words without anybody" in text_of(page)
    assert mayas.post("/settings/trial", {"text": " "}).status_code == 422


def test_the_way_to_mail_makes_one_inbox_and_leads_to_its_servers(mayas, care):
    from unruffled.desk.conversations.models import Inbox

    Inbox.objects.filter(channel="email").update(channel="sms")
    first, second = mayas.post("/settings/mail")["Location"], mayas.post("/settings/mail")["Location"]

    assert first == second == f"/mail/{Inbox.objects.get(channel='email').pk}"
    assert mayas.get(first).status_code == 200
    assert mayas.get("/settings/mail").status_code == 405


# Keys to the API -----------------------------------------------------------------------------------------------------


def test_a_token_is_made_shown_once_listed_and_ended(mias, mia):
    page = mias.post("/settings/you/tokens", {"label": "Web shop"}).content.decode()
    raw = re.search(r'id="token" class="input" readonly value="([^"]+)"', page)[1]
    assert token.use(raw, now=NOW).user == mia

    listed = mias.get("/settings/you").content.decode()
    assert "Web shop" in listed
    assert "not used yet" not in listed
    assert "last used" in listed
    assert raw not in listed

    mias.post(re.search(r'action="(/settings/you/tokens/\d+/ending)"', listed)[1])
    assert token.use(raw, now=NOW) is None
    assert "Web shop" not in mias.get("/settings/you").content.decode()


def test_a_token_without_a_name_is_not_made(mias, mia):
    assert mias.post("/settings/you/tokens", {"label": " "}).status_code == 422
    assert queries.tokens_of(mia) == []


def test_the_token_of_somebody_else_is_not_there(mias, mia, noor):
    raw = token.issue(person=noor, label="Hers", now=NOW)

    assert "Hers" not in mias.get("/settings/you").content.decode()
    assert mias.post(f"/settings/you/tokens/{queries.tokens_of(noor)[0].pk}/ending").status_code == 404
    assert token.use(raw, now=NOW) is not None
