"""Contacts and their addresses, inboxes, conversations, messages, and what surrounds a message on its way in or out."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from unruffled.desk.conversations.need import CLOSED_FROM
from unruffled.desk.people.models import Team, User
from unruffled.engine.vocabulary import DANGERS


class Channel(models.TextChoices):
    """How words travel."""

    EMAIL = "email", "Mail"
    CHAT = "chat", "Chat"
    PHONE = "phone", "Phone"
    SOCIAL = "social", "Social"
    REVIEW = "review", "Review"
    SMS = "sms", "SMS"


class Status(models.TextChoices):
    OPEN = "open", "Open"
    SNOOZED = "snoozed", "Snoozed"
    CLOSED = "closed", "Closed"


class By(models.TextChoices):
    """Whose words a message holds, as the engine's turns say it."""

    CUSTOMER = "customer", "Contact"
    AGENT = "agent", "Agent"
    SUPERVISOR = "supervisor", "Supervisor"
    SYSTEM = "system", "System"


class Delivery(models.TextChoices):
    """Where one of our replies is on its way out."""

    HELD = "held", "Goes in a moment"
    SENDING = "sending", "On its way"
    SENT = "sent", "Sent"
    FAILED = "failed", "Not delivered"
    UNDONE = "undone", "Taken back"
    UNCERTAIN = "uncertain", "Perhaps delivered"


class Contact(models.Model):
    """A person who writes to us; `notes` are facts for the brief, written so that the person could read them."""

    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField()
    notes = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"contact {self.pk}"


class ContactAddress(models.Model):
    """Where a contact can be reached: an e-mail address, a number, a chat session's id."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=Channel.choices)
    value = models.CharField(max_length=320)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="address_belongs_to_one_contact"),
            models.CheckConstraint(condition=Q(kind__in=Channel.values), name="address_is_of_a_known_kind"),
            models.CheckConstraint(condition=~Q(value=""), name="address_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.contact_id}"


class Inbox(models.Model):
    """Where a team receives one channel."""

    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    team = models.ForeignKey(Team, models.PROTECT, related_name="inboxes")
    address = models.CharField(max_length=320, blank=True)
    open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="inbox_name_is_taken_once"),
            models.UniqueConstraint(
                fields=["channel", "address"], condition=~Q(address=""), name="address_leads_to_one_inbox"
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="inbox_has_a_known_channel"),
        ]

    def __str__(self) -> str:
        return self.name


LIVING = Q(need_rank__lt=CLOSED_FROM)
"""Conversations that are not closed, as lists ask for them."""


class Conversation(models.Model):
    """Everything said with one contact about one matter.

    What lists show is kept on the row (`heat_score` to `goodbye`): guidance writes it, lists read it without a join.
    `opening` is how the contact began, where there is no subject (desk.conversations.openings).
    `danger` is what the open safety card is about, `danger_words` the contact's words that show it.
    `version` grows with each change. `settled_to` is the last message that closing has settled: nobody waits for an
    answer to it any more. `context` is the engine's Context as JSON. `persona` is set while the engine plays
    the contact. `need`, `need_at` and `need_rank` say who needs somebody first and why (desk.conversations.need).
    """

    inbox = models.ForeignKey(Inbox, models.PROTECT, related_name="conversations")
    team = models.ForeignKey(Team, models.PROTECT, related_name="conversations", db_index=False)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="conversations")
    assignee = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="conversations", db_index=False
    )
    subject = models.CharField(max_length=300, blank=True)
    opening = models.CharField(max_length=60, blank=True, default="", db_default="")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_to = models.BigIntegerField(default=0)
    typing_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    context = models.JSONField(default=dict, blank=True)
    persona = models.JSONField(null=True, blank=True)

    heat_score = models.FloatField(null=True, blank=True)
    heat = models.PositiveSmallIntegerField(null=True, blank=True)
    stage = models.CharField(max_length=20, default="open")
    difficulty = models.PositiveSmallIntegerField(default=0)
    boundary = models.PositiveSmallIntegerField(default=0)
    safety_open = models.BooleanField(default=False)
    danger = models.CharField(max_length=20, blank=True, default="", db_default="")
    danger_words = models.CharField(max_length=60, blank=True, default="", db_default="")
    trace = models.JSONField(default=list, blank=True)
    asks = models.CharField(max_length=160, blank=True)
    goodbye = models.BooleanField(default=False, db_default=False)
    escalation = models.CharField(max_length=20, blank=True)
    promise_due_at = models.DateTimeField(null=True, blank=True)
    need = models.CharField(max_length=20, default="answer")
    need_at = models.DateTimeField(null=True, blank=True)
    need_rank = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="conversation_has_a_known_channel"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="conversation_has_a_known_status"),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) | (~Q(status="closed") & Q(closed_at=None)),
                name="a_closed_conversation_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status="snoozed", snoozed_until__isnull=False)
                | (~Q(status="snoozed") & Q(snoozed_until=None)),
                name="a_snoozed_conversation_says_until_when",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(waiting_since=None), name="nobody_waits_in_a_closed_conversation"
            ),
            models.CheckConstraint(
                condition=Q(heat_score=None, heat=None) | Q(heat_score__isnull=False, heat__isnull=False, heat__lte=4),
                name="heat_is_0_to_4_and_has_its_score",
            ),
            models.CheckConstraint(
                condition=(Q(status="closed") & ~LIVING) | (~Q(status="closed") & LIVING),
                name="only_a_closed_conversation_ranks_last",
            ),
            models.CheckConstraint(condition=Q(difficulty__lte=100), name="difficulty_is_0_to_100"),
            models.CheckConstraint(condition=Q(boundary__lte=6), name="boundary_is_0_to_6"),
            models.CheckConstraint(
                condition=Q(danger="", danger_words="") | Q(safety_open=True, danger__in=DANGERS),
                name="a_known_danger_is_named_while_its_card_is_open",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "need_rank", "id"], name="need_in_a_team", condition=LIVING),
            models.Index(fields=["need_rank", "id"], name="need_everywhere", condition=LIVING),
            models.Index(fields=["assignee", "need_rank", "id"], name="need_of_yours", condition=LIVING),
            models.Index(fields=["team", "-last_at", "-id"], name="closed_in_a_team", condition=Q(status="closed")),
            models.Index(fields=["team", "-last_at", "-id"], name="newest_in_a_team"),
            models.Index(fields=["-last_at", "-id"], name="newest_everywhere"),
            models.Index(F("team"), Coalesce("heat_score", -1.0).desc(), F("id").desc(), name="hottest_in_a_team"),
            models.Index(Coalesce("heat_score", -1.0).desc(), F("id").desc(), name="hottest_everywhere"),
            models.Index(fields=["promise_due_at"], name="promised_by", condition=Q(promise_due_at__isnull=False)),
            models.Index(fields=["snoozed_until"], name="snoozed_until", condition=Q(status="snoozed")),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class Words(models.Model):
    """The words of a conversation for search: subject, names, all that was said. Kept by database triggers alone."""

    conversation = models.OneToOneField(Conversation, models.CASCADE, primary_key=True, related_name="words")
    words = SearchVectorField()

    def __str__(self) -> str:
        return f"words of {self.conversation_id}"


READ_ALONE = Q(reading__isnull=False, corrected={})
"""Messages that the reader has read and no human has corrected."""


class Message(models.Model):
    """One thing said. `reading` is what the engine read (engine.stored); `corrected` what a human set instead.

    `quoted` and `signature` came with a mail and are nobody's words of today: they are shown folded and never read.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages", db_index=False)
    by = models.CharField(max_length=10, choices=By.choices)
    author = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="messages")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    quoted = models.TextField(blank=True, default="", db_default="")
    signature = models.TextField(blank=True, default="", db_default="")
    event = models.CharField(max_length=30, blank=True)
    sent_at = models.DateTimeField()
    external_id = models.CharField(max_length=300, null=True, blank=True)
    reading = models.JSONField(null=True, blank=True)
    reader = models.CharField(max_length=60, blank=True)
    corrected = models.JSONField(default=dict, blank=True)
    unread_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "external_id"], name="message_arrives_once"),
            models.CheckConstraint(condition=Q(by__in=By.values), name="message_is_by_a_known_side"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="message_has_a_known_channel"),
            models.CheckConstraint(
                condition=Q(author=None) | Q(by__in=["agent", "supervisor"]), name="only_our_messages_have_an_author"
            ),
            models.CheckConstraint(condition=Q(reading=None) | ~Q(reader=""), name="a_reading_names_its_reader"),
            models.CheckConstraint(
                condition=Q(reading=None) | Q(unread_reason=""), name="a_message_is_read_or_says_why_not"
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "id"], name="messages_in_order"),
            models.Index(fields=["id"], name="messages_unread", condition=~Q(unread_reason="")),
            models.Index(fields=["reader", "conversation"], name="messages_by_reader", condition=READ_ALONE),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} in {self.conversation_id}"


class StoredFile(models.Model):
    """The bytes of a file, once however often it came along: a logo below every mail is one row."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"file {self.sha256[:12]}"


class Attachment(models.Model):
    """A file that came along with a message: its name as the sender wrote it, its type as its own bytes tell it.

    Without `file` its bytes were not kept here (too large, too many): `size` says how many there were. `whole` is
    False where the mail broke off in it. `width` and `height` are a picture's points, 0 for what no page may show.
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=150)
    type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    content_id = models.CharField(max_length=200, blank=True)
    whole = models.BooleanField(default=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="attachments", db_column="sha256"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="an_attachment_has_a_name"),
            models.CheckConstraint(condition=Q(size__gte=0), name="an_attachment_has_a_size"),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"


class RawInbound(models.Model):
    """What came in, byte for byte, kept before it is understood; `error` says why it could not be."""

    inbox = models.ForeignKey(Inbox, models.PROTECT, related_name="raw")
    external_id = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    message = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="raw")
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inbox", "external_id"], name="raw_is_kept_once"),
            models.CheckConstraint(condition=~Q(external_id=""), name="raw_has_an_external_id"),
        ]

    def __str__(self) -> str:
        return f"raw {self.pk}"


class Outbox(models.Model):
    """A reply on its way out: held for ten seconds, then delivered; its Message-ID never changes."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="outbox")
    state = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.HELD)
    due_at = models.DateTimeField()
    header_id = models.CharField(max_length=200)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["header_id"], name="a_reply_has_one_message_id_for_ever"),
            models.CheckConstraint(condition=Q(state__in=Delivery.values), name="a_reply_is_somewhere_known"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="a_sent_reply_says_when",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(last_error=""), name="a_failed_reply_says_why"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="outbox_due", condition=Q(state__in=["held", "sending"])),
        ]

    def __str__(self) -> str:
        return f"{self.state} #{self.message_id}"


class Draft(models.Model):
    """What somebody is writing and has not sent."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="drafts")
    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    text = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="one_draft_a_person")]

    def __str__(self) -> str:
        return f"draft in {self.conversation_id}"


class Presence(models.Model):
    """Who has a conversation open at this moment: a row that grows old within a minute, never a history of reading."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="presences", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="somebody_is_here_once")]
        indexes = [models.Index(fields=["seen_at"], name="presence_by_age")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.conversation_id}"


class Note(models.Model):
    """What only the team sees; a table of its own, so that a note can never be sent."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="notes")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_note_says_something")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Correction(models.Model):
    """A human's reading of a message beside the engine's: which field, what it was, what it is."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=10)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="corrections")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(field__in=["heat", "conduct", "stage", "signal"]), name="a_correction_is_of_a_known_field"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} of #{self.message_id}"


class SavedView(models.Model):
    """A list that somebody comes back to: a view of the inbox and what it is narrowed to; shared with `team` or own."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views", db_index=False)
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="saved_views")
    name = models.CharField(max_length=40)
    filter = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_has_one_name_a_person"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"saved view {self.pk}"
