"""Mail doors, what came through them and what became of it, and the mails to colleagues that leave by them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from unruffled.desk.conversations.models import Delivery, Inbox, RawInbound
from unruffled.desk.people.models import Invitation, PasswordLink, User


class Security(models.TextChoices):
    """How the line to a mail server is kept private."""

    TLS = "tls", "TLS"
    STARTTLS = "starttls", "STARTTLS"
    PLAIN = "plain", "Not encrypted"


class Fate(models.TextChoices):
    """What became of a mail that was kept."""

    WAITING = "waiting", "Not taken in yet"
    TAKEN = "taken", "A message"
    ASIDE = "aside", "Put aside"
    STUCK = "stuck", "Could not be taken in"


class MailDoor(models.Model):
    """Where an inbox fetches its mail (`in_`) and sends it (`out_`); an empty host means that it does not.

    Passwords are kept sealed (desk.mail.seal). `uid_validity` and `last_uid` say how far the folder was read.
    Over the mail `stuck_uid` the line was lost `stuck_times` times. `error` and `out_error` are in plain words.
    `out_set_by` said where and as whom it sends: whoever chooses the server can read what leaves.
    """

    inbox = models.OneToOneField(Inbox, models.CASCADE, related_name="mail_door")
    in_host = models.CharField(max_length=253, blank=True)
    in_port = models.PositiveIntegerField(default=993)
    in_security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    in_user = models.CharField(max_length=320, blank=True)
    in_password = models.TextField(blank=True)
    folder = models.CharField(max_length=200, default="INBOX")
    moved_to = models.CharField(max_length=200, blank=True)
    first_day = models.DateField(null=True, blank=True)
    out_host = models.CharField(max_length=253, blank=True)
    out_port = models.PositiveIntegerField(default=465)
    out_security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    out_user = models.CharField(max_length=320, blank=True)
    out_password = models.TextField(blank=True)
    out_set_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    stuck_uid = models.BigIntegerField(default=0)
    stuck_times = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    ok_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    out_error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(in_security__in=Security.values, out_security__in=Security.values),
                name="a_mail_door_is_private_in_a_known_way",
            ),
            models.CheckConstraint(
                condition=Q(in_port__range=(1, 65535), out_port__range=(1, 65535)),
                name="a_mail_door_has_ports_that_exist",
            ),
            models.CheckConstraint(condition=~Q(in_host="", out_host=""), name="a_mail_door_leads_somewhere"),
            models.CheckConstraint(condition=Q(failures=0) | ~Q(error=""), name="a_failing_mail_door_says_why"),
        ]
        indexes = [models.Index(fields=["due_at"], name="mail_doors_due", condition=~Q(in_host=""))]

    def __str__(self) -> str:
        return f"mail door of {self.inbox_id}"


class Letter(models.Model):
    """One mail that came in: who sent it, its ids for finding its conversation, and what became of it.

    `note` says in plain words what became of a mail that is no message, or what of it is missing.
    """

    raw = models.OneToOneField(RawInbound, models.CASCADE, related_name="letter")
    door = models.ForeignKey(MailDoor, models.SET_NULL, null=True, related_name="letters")
    header_id = models.CharField(max_length=300, blank=True)
    references = models.TextField(blank=True)
    sender = models.CharField(max_length=320, blank=True)
    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.WAITING)
    note = models.CharField(max_length=500, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fate__in=Fate.values), name="a_letter_has_a_known_fate"),
            models.CheckConstraint(
                condition=~Q(fate__in=["aside", "stuck"]) | ~Q(note=""), name="a_letter_that_is_no_message_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["header_id"], name="letters_by_their_id", condition=~Q(header_id="")),
            models.Index(fields=["due_at"], name="letters_waiting", condition=Q(fate="waiting")),
            models.Index(fields=["door", "-id"], name="letters_no_messages", condition=Q(fate__in=["aside", "stuck"])),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"


class StaffMail(models.Model):
    """A mail to a colleague with a link that was made for them: an invitation, or the way to a new password.

    It is part of no conversation. The link is kept sealed until the mail has left, failed, or the link has ended.
    """

    inbox = models.ForeignKey(Inbox, models.CASCADE, related_name="staff_mails")
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, blank=True, related_name="mails")
    password_link = models.ForeignKey(PasswordLink, models.CASCADE, null=True, blank=True, related_name="mails")
    address = models.EmailField(max_length=254)
    link = models.TextField(blank=True)
    header_id = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.SENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["header_id"], name="a_staff_mail_has_one_message_id"),
            models.CheckConstraint(condition=Q(state__in=Delivery.values), name="a_staff_mail_is_somewhere_known"),
            models.CheckConstraint(
                condition=Q(invitation=None, password_link__isnull=False)
                | Q(invitation__isnull=False, password_link=None),
                name="a_staff_mail_brings_one_link",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sending", "uncertain"]) | Q(link=""), name="a_settled_staff_mail_keeps_no_link"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="a_sent_staff_mail_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(last_error=""), name="a_failed_staff_mail_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="staff_mails_due", condition=Q(state="sending")),
            models.Index(fields=["made_at"], name="staff_mails_by_age"),
        ]

    def __str__(self) -> str:
        return f"staff mail {self.pk}"
