"""Entries of the journal, answers remembered for repeated requests, and how far long jobs have come."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Entry(models.Model):
    """One thing that happened. Ids and numbers only, never text or names, so that erasing a person is possible.

    Ids are plain numbers and no foreign keys: an entry outlives what it is about. A trigger refuses UPDATE and DELETE.
    """

    at = models.DateTimeField()
    what = models.CharField(max_length=60)
    by = models.BigIntegerField(null=True, blank=True)
    about_kind = models.CharField(max_length=30)
    about_id = models.BigIntegerField()
    conversation = models.BigIntegerField(null=True, blank=True)
    numbers = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what__regex=r"^[a-z_]+\.[a-z_]+$"), name="entry_says_what_happened"),
            models.CheckConstraint(condition=Q(about_kind__regex=r"^[a-z_]+$"), name="entry_says_what_it_is_about"),
        ]
        indexes = [
            models.Index(fields=["conversation", "id"], name="journal_of_a_conversation"),
            models.Index(fields=["what", "id"], name="journal_by_what_happened"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.about_kind}/{self.about_id}"


class Remembered(models.Model):
    """What the API answered to a request with an Idempotency-Key, so that a repeat gets the very same bytes."""

    token = models.BigIntegerField()
    key = models.CharField(max_length=200)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="a_key_is_answered_once")]
        indexes = [models.Index(fields=["at"], name="remembered_by_age")]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Progress(models.Model):
    """How far a long job has come, so that it goes on where it stopped and a page can show it.

    `place` is the id of what was done last, for work that goes by ids. `stopped_at` is when somebody stopped it.
    `failed` counts what was tried and could not be done: it is no part of `done`.
    """

    name = models.CharField(max_length=60)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0, db_default=0)
    total = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    place = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="a_long_job_runs_once"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="no_more_is_done_than_there_is"),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(stopped_at=None), name="what_came_to_its_end_was_not_stopped"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.done} of {self.total}"
