"""The organisation, its teams and people, the tokens they made and the invitations they sent."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower


class Role(models.TextChoices):
    """What somebody is here for; the order is the order of authority."""

    AGENT = "agent", "Agent"
    SUPERVISOR = "supervisor", "Supervisor"
    MANAGER = "manager", "Manager"


class Theme(models.TextChoices):
    AUTO = "auto", "As the system"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class Organisation(models.Model):
    """The one organisation that a deployment serves; `practice` says that nothing leaves this machine.

    `set_up_step` is the screen of the set-up that comes next, 1-4; null when it is done. Without a `time_zone` the
    one of the settings holds.
    """

    name = models.CharField(max_length=120)
    practice = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    time_zone = models.CharField(max_length=60, blank=True, default="")
    set_up_step = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="there_is_one_organisation"),
            models.CheckConstraint(
                condition=Q(set_up_step=None) | Q(set_up_step__range=(1, 4)), name="set_up_has_four_screens"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People who share inboxes and see each other's conversations."""

    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="team_name_is_taken_once")]

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["User"]):
    """Finds a person for signing in by user name or by e-mail address, whatever the case of the letters."""

    def get_by_natural_key(self, username: str | None) -> User:
        given = (username or "").strip().lower()
        return self.get(email=given) if "@" in given else self.get(username=given)


class User(AbstractBaseUser):
    """Somebody who works here; contacts see the `alias`. For signing in, names are kept in small letters."""

    username = models.CharField(max_length=60)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    alias = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    teams = models.ManyToManyField(Team, related_name="people", blank=True)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    keys_on = models.BooleanField(default=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["username"], name="username_is_taken_once"),
            models.UniqueConstraint(fields=["email"], name="email_is_taken_once"),
            models.CheckConstraint(condition=Q(username=Lower("username")), name="username_is_in_small_letters"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="email_is_in_small_letters"),
            models.CheckConstraint(condition=~Q(username__contains="@"), name="username_is_no_email_address"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="person_has_a_known_role"),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="theme_is_known"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def shown_name(self) -> str:
        """The name that contacts and colleagues see."""
        return self.alias or self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.shown_name


class ApiToken(models.Model):
    """A key to the API, kept only as its hash; the person's own rights apply."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    hash = models.CharField(max_length=64)
    label = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hash"], name="token_opens_one_door"),
            models.CheckConstraint(condition=Q(hash__regex=r"^[0-9a-f]{64}$"), name="token_is_kept_as_its_hash"),
        ]

    def __str__(self) -> str:
        return f"token {self.pk} of {self.user_id}"


class Invitation(models.Model):
    """A link that lets somebody in once; without a sender it is the link that makes the first manager."""

    hash = models.CharField(max_length=64)
    email = models.EmailField(max_length=254, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices)
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="invitations")
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="invitations")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hash"], name="invitation_link_is_unique"),
            models.CheckConstraint(condition=Q(hash__regex=r"^[0-9a-f]{64}$"), name="invitation_is_kept_as_its_hash"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_is_for_a_known_role"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="invitation_expires"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class PasswordLink(models.Model):
    """A link by which somebody sets a new password once; a manager makes it and hands it over."""

    hash = models.CharField(max_length=64)
    user = models.ForeignKey(User, models.CASCADE, related_name="password_links")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hash"], name="password_link_is_unique"),
            models.CheckConstraint(condition=Q(hash__regex=r"^[0-9a-f]{64}$"), name="password_link_is_kept_hashed"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="password_link_expires"),
        ]

    def __str__(self) -> str:
        return f"password link {self.pk} of {self.user_id}"


class Policy(models.Model):
    """What this organisation decided otherwise than the product comes with: one row a version, the newest holds.

    `changes` is laid over house.toml ("house") and over the times of need.toml ("answer_within", minutes by channel);
    "reading" is what corrections taught the reader (engine/reader/recalibrate.py), where a manager switched it on.
    """

    changes = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"policy {self.pk}"
