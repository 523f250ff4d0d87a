"""Cases and promises."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from unruffled.desk.conversations.models import Conversation, Message
from unruffled.desk.people.models import User
from unruffled.engine.vocabulary import OUTCOMES, ROOT_CAUSES


class Case(models.Model):
    """The record of a difficult conversation; every formal step hangs on it. The contact could read it."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="cases")
    opened_at = models.DateTimeField()
    opened_because = models.JSONField(default=list)
    peak_difficulty = models.PositiveSmallIntegerField(default=0)
    need = models.TextField(blank=True)
    outcome = models.CharField(max_length=30, blank=True)
    root_cause = models.CharField(max_length=30, blank=True)
    edited = models.JSONField(default=dict, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="closed_cases")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(closed_at=None), name="one_open_case_a_conversation"
            ),
            models.CheckConstraint(condition=Q(outcome__in=["", *OUTCOMES]), name="a_case_has_a_known_outcome"),
            models.CheckConstraint(
                condition=Q(root_cause__in=["", *ROOT_CAUSES]), name="a_case_has_a_known_root_cause"
            ),
            models.CheckConstraint(condition=Q(peak_difficulty__lte=100), name="peak_difficulty_is_0_to_100"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class PromiseState(models.TextChoices):
    """`late` is past its time and not yet kept; a person then says kept, not kept or cancelled."""

    OPEN = "open", "Open"
    KEPT = "kept", "Kept"
    LATE = "late", "Late"
    NOT_KEPT = "not_kept", "Not kept"
    CANCELLED = "cancelled", "Cancelled"


class Promise(models.Model):
    """Who does what by when, as it was said in a message."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="promises")
    message = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="promises")
    who = models.CharField(max_length=200)
    what = models.CharField(max_length=500)
    due_at = models.DateTimeField(null=True, blank=True)
    due_text = models.CharField(max_length=200, blank=True)
    span = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=PromiseState.choices, default=PromiseState.OPEN)
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="decided_promises")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PromiseState.values), name="a_promise_has_a_known_state"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "late"], decided_at=None)
                | (~Q(state__in=["open", "late"]) & Q(decided_at__isnull=False)),
                name="a_decided_promise_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="late") | Q(due_at__isnull=False), name="only_a_dated_promise_is_late"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="promises_due", condition=Q(state="open", due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"promise {self.pk}"


class LocalCard(models.Model):
    """Numbers and people for when somebody is in danger, as a manager keeps them; the newest row is in force."""

    card = models.JSONField()
    saved_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="local_cards")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"local card {self.pk}"
