"""Guidance after each message, and which advice was shown, used or put aside."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from unruffled.desk.conversations.models import Conversation, Message
from unruffled.desk.people.models import User


class Guidance(models.Model):
    """Where the conversation stood after this message and what to do next, with reasons (`step`: engine.stored)."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="guidance", db_index=False)
    message = models.OneToOneField(Message, models.CASCADE, related_name="guidance")
    step = models.JSONField()
    playbook_version = models.CharField(max_length=60, blank=True)
    renewed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["conversation", "-message"], name="guidance_latest_first")]

    def __str__(self) -> str:
        return f"guidance after #{self.message_id}"


class Recalibration(models.Model):
    """What corrections would change in the reader, worked out at a time: a proposal, which changes nothing by itself.

    `learnt` has a row for each head that was corrected (engine.reader.recalibrate.Learnt), `weights` the model that it
    was worked out for, `people` how many of us have corrected any of them.
    """

    learnt = models.JSONField(default=list)
    weights = models.CharField(max_length=40)
    people = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"recalibration {self.pk}"


class Shown(models.Model):
    """One move that an agent saw and did something about: inserted it, put it aside, or asked why not."""

    guidance = models.ForeignKey(Guidance, models.CASCADE, related_name="shown")
    move = models.CharField(max_length=60)
    did = models.CharField(max_length=10)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="shown_moves")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(did__in=["inserted", "dismissed", "why_not"]), name="a_shown_move_was_used_or_put_aside"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.move} {self.did}"
