"""Links for colleagues go by mail: once, to whom they are for, in plain words; or the page says why not."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from cast import NOW, fresh, jobs_left, minutes, seconds
from mailboxes import INSIDE, a_mail
from unruffled.channels.email.parse import parse
from unruffled.desk.conversations.models import Conversation, Inbox
from unruffled.desk.flows import invite, mail, password, person, set_up, sweep
from unruffled.desk.journal.models import Entry
from unruffled.desk.mail import staff
from unruffled.desk.mail.models import Letter, MailDoor, StaffMail
from unruffled.desk.people import actions as people
from unruffled.desk.people import queries

pytestmark = pytest.mark.django_db

AT = "https://help.harbour.example/welcome/"
NEW = "https://help.harbour.example/password/"
NELL = "nell@shop.example"


@pytest.fixture(autouse=True)
def inside(settings):
    settings.MAIL_INSIDE = list(INSIDE)


@pytest.fixture
def shop(care):
    return people.make_organisation(name="Quay Street Shop", now=NOW)


@pytest.fixture
def office(post_office, shop, maya):
    """The inbox Letters sends through this post office."""
    line = mail.Line("127.0.0.1", post_office.port, "plain")
    inbox = Inbox.objects.get(name="Letters")
    mail.connect(by=maya, inbox=inbox, address="help@harbour.example", fetching=None, sending=line, now=NOW)
    return post_office


def invited(by, *, email=NELL, role="agent", team=None, now=NOW):
    (made,) = invite.invite(wanted=[invite.Wanted(email, role)], team=team, by=by, now=now, at=AT)
    return made


def sent(at=NOW):
    """Let the worker do what was left for it, as often as it was."""
    for ids in jobs_left("send_staff_mail"):
        mail.send_staff_mail(now=at, **ids)


def row(made):
    (found,) = staff.rows_of([made.mail.id])
    return found


# A mail leaves --------------------------------------------------------------------------------------------------------


def test_an_invitation_goes_to_its_address_in_plain_words(maya, care, office):
    made = invited(maya, role="supervisor", team=care)
    sent()

    ((sender, recipients, raw),) = office.taken
    letter = parse(raw)
    assert (sender, recipients) == ("help@harbour.example", [NELL])
    assert (letter.from_name, letter.subject) == ("Quay Street Shop", "Maya Lind invites you to Quay Street Shop")
    assert letter.text.splitlines() == [
        "Hello,",
        "",
        "Maya Lind invites you to work with Quay Street Shop as a supervisor in the team Care.",
        "",
        "Come in by this link. You choose a name for signing in and a password there:",
        f"{AT}{made.secret}",
        "",
        "It works once, for 7 days: until Thursday, 26 November 2026, 14:00 (UTC). Please keep it to yourself.",
        "",
        "If you did not expect this, you need not do anything. An answer to this mail goes to Maya Lind.",
    ]
    assert letter.reply_to == maya.email
    assert (row(made).state, row(made).by, row(made).sent_at) == ("sent", "help@harbour.example", NOW)


def test_the_link_in_the_mail_lets_in(maya, care, office):
    invited(maya, team=care)
    sent()

    secret = parse(office.taken[0][2]).text.partition(AT)[2].split()[0]
    nell = invite.accept(secret, username="nell", name="Nell", password="nine-boats-home", now=NOW)
    assert (nell.email, list(nell.teams.all())) == (NELL, [care])


def test_whoever_lost_a_password_gets_the_link_to_a_new_one(maya, mia, office):
    made = password.make_link(person=mia, by=maya, now=NOW, at=NEW)
    sent()

    ((_, recipients, raw),) = office.taken
    letter = parse(raw)
    assert (recipients, letter.subject) == ([mia.email], "A new password for Quay Street Shop")
    assert f"{NEW}{made.secret}" in letter.text
    assert "for 24 hours: until Friday, 20 November 2026, 14:00 (UTC)" in letter.text
    assert password.set_by_link(made.secret, new="nine-boats-home", now=NOW) == mia


def test_machines_are_asked_not_to_answer(maya, office):
    invited(maya)
    sent()

    assert message_from_bytes(office.taken[0][2])["Auto-Submitted"] == "auto-generated"


def test_the_set_up_invites_by_mail_too(maya, care, office):
    (made,) = set_up.invite(wanted=[invite.Wanted(NELL, "agent")], team=care, by=maya, now=NOW, at=AT)
    sent()

    assert row(made).state == "sent"


# No mail leaves, and the link is there all the same -------------------------------------------------------------------


def test_without_an_inbox_it_is_said_and_the_link_is_good(maya, shop):
    made = invited(maya)

    assert (made.mail.id, made.mail.why) == (None, "No inbox of ours sends mail yet.")
    assert queries.invitation_of(made.secret, now=NOW)
    assert jobs_left("send_staff_mail") == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"out_error": "It does not answer."}, "Letters cannot send at the moment."),
        ({"out_host": "", "in_host": "mail.example"}, "No inbox of ours sends mail yet."),
    ],
)
def test_an_inbox_that_does_not_send_is_not_relied_on(change, why, maya, office):
    MailDoor.objects.update(**change)

    assert invited(maya).mail.why == why
    assert mail.links_leave().why == why


# Who chooses the server reads what leaves by it -----------------------------------------------------------------------


def connect(by, office, *, port=None, **more):
    line = mail.Line("127.0.0.1", port or office.port, "plain", password=None)
    inbox = Inbox.objects.get(name="Letters")
    mail.connect(by=by, inbox=inbox, **{"address": "", "fetching": None, "sending": line, **more}, now=NOW)


NOT_BY_A_MANAGER = "Letters was not connected by a manager: no links leave by it."


def test_a_supervisor_cannot_have_a_managers_link_leave_by_a_server_of_hers(sam, maya, office):
    connect(sam, office, port=2525)

    made = password.make_link(person=maya, by=maya, now=NOW, at=NEW)

    assert (made.mail.id, made.mail.why) == (None, NOT_BY_A_MANAGER)
    assert invited(maya, role="manager").mail.why == mail.links_leave().why == NOT_BY_A_MANAGER


def test_a_link_that_waits_does_not_leave_by_a_server_that_a_supervisor_chose_meanwhile(sam, maya, office):
    made = invited(maya, role="manager")
    connect(sam, office, address="sam@elsewhere.example")
    sent()

    assert office.taken == []
    assert (row(made).state, row(made).why) == ("failed", "Letters is not connected by a manager any more.")


def test_a_supervisor_changes_how_mail_is_fetched_and_links_leave_as_before(sam, maya, office):
    connect(sam, office, fetching=mail.Line("127.0.0.1", 1430, "plain", user="sam", password="x"))
    invited(maya)
    sent()

    assert len(office.taken) == 1


def test_a_manager_who_saves_what_a_supervisor_connected_lets_links_leave_by_it(sam, maya, office):
    connect(sam, office, address="letters@harbour.example")
    connect(maya, office)

    assert mail.links_leave().sent_from == "letters@harbour.example"


def test_links_leave_by_no_server_of_somebody_who_is_no_manager_any_more(maya, noor, care, office):
    person.place(person=noor, role="manager", teams=[care], active=True, by=maya, now=NOW)
    person.place(person=maya, role="agent", teams=[care], active=True, by=noor, now=NOW)

    assert invited(noor).mail.why == NOT_BY_A_MANAGER


def test_a_closed_inbox_sends_nothing(maya, office):
    Inbox.objects.filter(name="Letters").update(open=False)

    assert invited(maya).mail.id is None


def test_on_the_practice_floor_no_mail_leaves(maya, office):
    queries.Organisation.objects.update(practice=True)

    assert invited(maya).mail.why == "No mail leaves the practice floor."


def test_an_inbox_of_ours_is_nobodys_own_address(maya, office):
    made = invited(maya, email="help@harbour.example")

    assert made.mail.why == "Mail to this address comes in here, where the whole team reads it."
    assert queries.invitation_of(made.secret, now=NOW)


def test_who_gives_no_address_for_links_sends_no_mail(maya, office):
    (made,) = invite.invite(wanted=[invite.Wanted(NELL, "agent")], team=None, by=maya, now=NOW)

    assert (made.mail.id, made.mail.why) == (None, "")


# What the mail server says --------------------------------------------------------------------------------------------


def test_an_address_that_is_none_is_said_in_words_and_the_link_stays_good(maya, office):
    office.says("RCPT", "550 5.1.1 No such user")
    made = invited(maya)
    sent()

    assert (row(made).state, row(made).waits) == ("failed", False)
    assert row(made).why.startswith(f"{NELL} cannot be written to: there is no such address")
    assert queries.invitation_of(made.secret, now=NOW)


def test_a_server_that_asks_to_wait_is_asked_again_and_given_up_within_the_hour(maya, office):
    office.says("RCPT", *["451 4.7.1 Later"] * 9)
    made, at = invited(maya), NOW
    for _ in range(6):
        sent(at)
        at = max(at, row(made).due_at)

    assert (row(made).state, len(office.asked)) == ("failed", 12)
    assert row(made).why.startswith("Given up after 6 tries.")
    assert at <= NOW + timedelta(hours=1)


def test_between_two_tries_nothing_is_tried(maya, office):
    office.says("RCPT", "451 4.7.1 Later")
    made = invited(maya)
    sent()
    sent(NOW + seconds(30))

    assert (office.asked.count("RCPT"), row(made).waits) == (1, True)


def test_a_server_that_repeats_the_link_gives_it_to_no_page(maya, office):
    made = invited(maya)
    office.says("DATA", f"451 4.7.1 {made.secret} looks like spam", f"550 5.7.1 {made.secret} looks like spam")
    sent()
    assert made.secret not in MailDoor.objects.get().out_error
    sent(NOW + minutes(1))

    assert row(made).state == "failed"
    assert made.secret not in row(made).why
    assert "looks like spam" in row(made).why


def test_a_line_lost_after_the_end_leaves_it_uncertain_and_it_is_not_sent_again(maya, office, cut_line):
    line = cut_line(office.port, lambda from_us, seen: not from_us and b"queued" in seen)
    MailDoor.objects.update(out_port=line.port)
    made = invited(maya)
    for n in range(3):
        sent(NOW + minutes(n))

    assert (row(made).state, row(made).waits, len(office.taken)) == ("uncertain", False, 1)


class Killed(BaseException):
    """The process dies here."""


def dies(*_, **__):
    raise Killed


@pytest.mark.parametrize(("where", "left"), [("channels.email.post._end", 0), ("desk.flows.mail.staff._settle", 1)])
def test_a_worker_that_died_at_the_end_sends_nothing_twice_and_keeps_no_link(maya, office, monkeypatch, where, left):
    made = invited(maya)
    with monkeypatch.context() as patched:
        patched.setattr(f"unruffled.{where}", dies)
        with pytest.raises(Killed):
            sent()
    sent(NOW + minutes(2))

    assert (row(made).state, row(made).waits, len(office.taken)) == ("uncertain", False, left)


@pytest.mark.parametrize("lost", [True, False], ids=["lost", "waits"])
def test_a_mail_whose_job_was_lost_gets_a_new_one_and_no_job_is_doubled(lost, maya, office):
    from django.db import connection

    made = invited(maya)
    if lost:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
    sweep.sweep(now=NOW + minutes(2))

    assert jobs_left("send_staff_mail") == [{"staff_mail_id": made.mail.id}]


def test_an_inbox_that_was_disconnected_says_so(maya, office):
    made = invited(maya)
    mail.disconnect(by=maya, inbox=Inbox.objects.get(name="Letters"), now=NOW)
    sent()

    assert (row(made).state, row(made).why) == ("failed", "Letters does not send mail any more.")


def test_another_secret_key_sends_nothing_that_cannot_be_read(maya, office, settings):
    made = invited(maya)
    settings.SECRET_KEY = "another"
    sent()

    assert (row(made).state, office.taken) == ("failed", [])


# Once, and no longer than it is good ----------------------------------------------------------------------------------


def test_a_second_click_within_a_minute_is_the_first_one_again(maya, office):
    first = invited(maya)
    sent()
    second = invite.again(email=NELL, by=maya, now=NOW + seconds(59), at=AT)
    sent(NOW + seconds(59))

    assert (second.secret, second.mail.id, len(office.taken)) == ("", first.mail.id, 1)
    assert queries.invitation_of(first.secret, now=NOW)


def test_after_a_minute_a_new_link_leaves_and_the_old_one_ends(maya, office):
    first = invited(maya)
    sent()
    second = invite.again(email=NELL, by=maya, now=NOW + seconds(61), at=AT)
    sent(NOW + seconds(61))

    assert len(office.taken) == 2
    assert queries.invitation_of(first.secret, now=NOW) is None
    assert second.secret in parse(office.taken[1][2]).text


def test_another_role_is_no_second_click(maya, office):
    first, second = invited(maya), invited(maya, role="supervisor", now=NOW + seconds(5))
    sent(NOW + seconds(6))

    assert queries.invitation_of(second.secret, now=NOW).role == "supervisor"
    assert [parse(raw).text.count(second.secret) for *_, raw in office.taken] == [1]
    assert row(first).state == "undone"


def test_after_a_mail_that_failed_nobody_has_to_wait(maya, office):
    office.says("RCPT", "550 5.1.1 No such user")
    invited(maya)
    sent()
    second = invited(maya, now=NOW + seconds(5))
    sent(NOW + seconds(5))

    assert (row(second).state, len(office.taken)) == ("sent", 1)


def test_a_second_click_for_a_password_leaves_the_link_as_it_is(maya, mia, office):
    first = password.make_link(person=mia, by=maya, now=NOW, at=NEW)
    second = password.make_link(person=mia, by=maya, now=NOW + seconds(20), at=NEW)
    sent(NOW + seconds(20))

    assert (second.secret, second.mail.id, len(office.taken)) == ("", first.mail.id, 1)
    assert queries.person_of_password_link(first.secret, now=NOW) == mia


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_send_one_mail(maya, office):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def elsewhere(_):
        try:
            return invited(maya).secret
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clicks:
        secrets = list(clicks.map(elsewhere, range(6)))

    assert sorted(secrets)[:5] == [""] * 5
    assert StaffMail.objects.count() == 1
    assert queries.invitation_of(max(secrets), now=NOW)


@pytest.mark.parametrize("state", ["before", "after"])
def test_a_withdrawn_invitation_leaves_no_more_and_opens_nothing(state, maya, office):
    made = invited(maya)
    if state == "after":
        sent()
    invite.withdraw(email=NELL, by=maya, now=NOW)
    sent()

    assert len(office.taken) == (1 if state == "after" else 0)
    assert row(made).state == ("sent" if state == "after" else "undone")
    assert queries.invitation_of(made.secret, now=NOW) is None


def test_who_is_no_manager_any_more_sends_nothing_that_was_waiting(maya, care, office):
    theo = people.add_person(username="theo", email="theo@harbour.example", name="Theo", role="manager")
    invited(theo)
    person.place(person=theo, role="agent", teams=[], active=True, by=maya, now=NOW)
    sent()

    assert office.taken == []


# An attacker ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Maya\r\nBcc: all@home.example", "Maya\n\nhttp://evil.example/", "Maya\u2028Bcc: x@y.example", "x" * 120]
)
def test_no_name_begins_a_header_or_a_line(name, maya, care, office):
    type(maya).objects.filter(pk=maya.pk).update(name=name[:120])
    queries.Organisation.objects.update(name=name[:120])
    type(care).objects.filter(pk=care.pk).update(name=name[:120])
    invited(fresh(maya), team=fresh(care))
    sent()

    ((_, recipients, raw),) = office.taken
    letter = message_from_bytes(raw, policy=policy.default)
    assert recipients == [NELL]
    assert letter["Bcc"] is None
    assert len(letter.get_content().splitlines()) == 10
    assert letter.get_content().count("://") == 1


def test_braces_in_a_name_fill_in_nothing(maya, office):
    queries.Organisation.objects.update(name="{link} {0.__class__}")
    invited(maya)
    sent()

    assert "{link} {0.__class__}" in parse(office.taken[0][2]).text


def test_three_mails_that_left_are_enough_for_a_day(maya, office):
    for n in range(5):
        last = invited(maya, now=NOW + minutes(10 * n))
        sent(NOW + minutes(10 * n))

    assert len(office.taken) == 3
    assert last.mail.why == "3 mails have gone to this address today."
    assert queries.invitation_of(last.secret, now=NOW)


def test_what_never_left_counts_for_nobody(maya, office):
    for n in range(5):
        last = invited(maya, now=NOW + minutes(2 * n))
        invite.withdraw(email=NELL, by=maya, now=NOW + minutes(2 * n))
        sent(NOW + minutes(2 * n))

    assert (last.mail.why, office.taken) == ("", [])


def test_a_hundred_an_hour_are_enough(maya, office):
    wanted = [invite.Wanted(f"p{n}@shop.example", "agent") for n in range(100)]
    invite.invite(wanted=wanted, team=None, by=maya, now=NOW, at=AT)

    assert StaffMail.objects.count() == 100
    assert invited(maya).mail.why == "100 mails with links have left within the hour."
    assert invited(maya, now=NOW + minutes(61)).mail.id


def test_mails_that_came_back_count_so_that_nobody_tries_a_thousand_addresses(maya, office):
    wanted = [invite.Wanted(f"p{n}@shop.example", "agent") for n in range(100)]
    invite.invite(wanted=wanted, team=None, by=maya, now=NOW, at=AT)
    StaffMail.objects.update(state="failed", last_error="There is no such address.", link="")

    assert invited(maya).mail.why == "100 mails with links have left within the hour."


@pytest.mark.parametrize("who", ["mia", "sam", "omar"])
def test_only_a_manager_sends(who, request, maya, mia, office):
    somebody = request.getfixturevalue(who)
    for act in (lambda: invited(somebody), lambda: password.make_link(person=mia, by=somebody, now=NOW, at=NEW)):
        with pytest.raises(invite.NotAllowed):
            act()
    assert StaffMail.objects.count() == 0


def test_the_link_is_kept_sealed_until_the_mail_has_left_and_stands_in_no_job_or_journal(maya, office):
    from procrastinate.contrib.django.models import ProcrastinateJob

    made = invited(maya)
    kept = StaffMail.objects.get()
    told = [str(list(rows.values())) for rows in (ProcrastinateJob.objects, Entry.objects)]
    assert kept.link
    assert not any(made.secret in text for text in [kept.link, *told])

    sent()
    assert fresh(kept).link == ""


# What comes back ------------------------------------------------------------------------------------------------------


@pytest.fixture
def both_ways(office, maya, mailbox):
    """The inbox Letters fetches, too; give what arrives there."""
    inbox = Inbox.objects.get(name="Letters")
    fetching = mail.Line("127.0.0.1", mailbox.plain, "plain", mailbox.user, mailbox.account().password)
    sending = mail.Line("127.0.0.1", office.port, "plain")
    door = mail.connect(by=maya, inbox=inbox, fetching=fetching, sending=sending, now=NOW)
    MailDoor.objects.update(first_day=None)

    def arrives(raw):
        mailbox.put(raw)
        mail.fetch(door_id=door.pk, now=NOW)
        letter = Letter.objects.latest("pk")
        return letter.fate, letter.note

    return arrives


def our_id():
    return StaffMail.objects.get().header_id


def test_the_mail_itself_is_no_conversation_wherever_it_comes_in(maya, office, both_ways):
    invited(maya)
    sent()
    raw = office.taken[0][2].replace(b"help@harbour.example", b"other@harbour.example")

    assert both_ways(raw) == ("aside", "A mail of ours to a colleague came in here.")
    assert Conversation.objects.count() == 0


def test_an_answer_is_no_customers_conversation_and_what_it_says_is_told(maya, office, both_ways):
    made = invited(maya)
    sent()
    raw = a_mail(f"Thank you, on Monday!\n\n> {AT}{made.secret}", sender=f"Nell <{NELL}>", In_Reply_To=our_id())

    assert both_ways(raw) == ("aside", "About a link that was made for a colleague: “Thank you, on Monday!”")
    assert Conversation.objects.count() == 0


def test_a_mail_with_such_a_link_is_read_by_no_team_whatever_it_answers(maya, office, both_ways):
    made = invited(maya)
    raw = a_mail(f"Is this from you? {AT}{made.secret}", sender=f"Nell <{NELL}>")

    fate, note = both_ways(raw)
    assert (fate, note) == (
        "aside",
        "About a link that was made for a colleague: “Is this from you? https://help.harbour.example/…”",
    )
    assert Conversation.objects.count() == 0


@pytest.mark.parametrize("way", ["as a mail within the mail", "in a coded text"])
def test_a_link_that_was_passed_on_is_found_however_it_is_packed(way, maya, office, both_ways):
    made = invited(maya)
    sent()
    mail_of_nell = EmailMessage()
    mail_of_nell["From"], mail_of_nell["To"], mail_of_nell["Subject"] = NELL, "help@harbour.example", "Fwd: this?"
    if way == "in a coded text":
        mail_of_nell.set_content(f"See {AT}{made.secret}", cte="base64")
    else:
        mail_of_nell.set_content("Please see what I got.")
        mail_of_nell.add_attachment(message_from_bytes(office.taken[0][2], policy=policy.default))

    assert both_ways(mail_of_nell.as_bytes())[0] == "aside"
    assert Conversation.objects.count() == 0


@pytest.mark.parametrize(
    "wrapped",
    [
        "https://guard.example/?url=https%3A%2F%2Fhelp.harbour.example%2Fwelcome%2F{}&data=1",
        "https://guard.example/?u=https%253a%252f%252fhelp.harbour.example%252fwelcome%252f{}",
        "https://guard.example/v3/__https://help.harbour.example/welcome/{}__;!!x",
    ],
)
def test_a_link_that_a_mail_guard_wrapped_in_its_own_is_found(wrapped, maya, office, both_ways):
    made = invited(maya)
    fate, note = both_ways(a_mail(f"Is this from you? {wrapped.format(made.secret)}", sender=f"Nell <{NELL}>"))

    assert (fate, made.secret in note) == ("aside", False)
    assert Conversation.objects.count() == 0


def test_a_report_that_repeats_the_link_gives_it_to_nobody(maya, office, both_ways):
    made = invited(maya)
    sent()
    report = "\r\n".join(
        [
            "From: MAILER-DAEMON@relay.example", "To: help@harbour.example", "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "", "--b",
            "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; relay.example", "",
            f"Final-Recipient: rfc822; {NELL}", "Action: failed", "Status: 5.7.1",
            f"Diagnostic-Code: smtp; 550 5.7.1 spam: {AT}{made.secret}", "", "--b",
            "Content-Type: text/rfc822-headers", "", f"Message-ID: {our_id()}", "", "--b--", "",
        ]
    )  # fmt: skip
    fate, note = both_ways(report.encode())

    assert (fate, row(made).state) == ("aside", "failed")
    assert "spam" in note + row(made).why
    assert made.secret not in note + row(made).why


def test_a_customer_who_writes_of_some_other_link_is_a_customer(office, both_ways):
    fate, _ = both_ways(a_mail("Your page /welcome/abcdefghijklmnopqrstuvwxyz123 is broken."))

    assert fate == "taken"
    assert Conversation.objects.count() == 1


def test_an_automatic_answer_is_put_aside(maya, office, both_ways):
    invited(maya)
    sent()
    raw = a_mail("I am away.", sender=NELL, In_Reply_To=our_id(), Auto_Submitted="auto-replied")

    assert both_ways(raw) == ("aside", "An automatic answer to a mail to a colleague.")


def test_a_report_that_it_was_not_delivered_is_said_beside_the_invitation(maya, office, both_ways):
    made = invited(maya)
    sent()
    raw = a_mail(
        f"It could not be delivered.\nMessage-ID: {our_id()}",
        sender="MAILER-DAEMON@relay.example", Return_Path="<>", Subject="Undelivered",
    )  # fmt: skip
    fate, note = both_ways(raw)

    assert fate == "aside"
    assert note.startswith("It says that a mail to a colleague was not delivered")
    assert row(made).state == "failed"
    assert queries.invitation_of(made.secret, now=NOW), "the link can still be handed over"
