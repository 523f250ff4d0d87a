"""What a manager fills in about the organisation, and everybody about themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from unruffled.desk.flows import policy
from unruffled.desk.people.house import CHANNELS
from unruffled.shells.console.screens.words import CHANNELS as CHANNEL_WORDS
from unruffled.shells.console.screens.words import ROLES

Choices = Sequence[tuple[str, str]]

TIMES: Final = (
    (1, "1 minute"),
    (2, "2 minutes"),
    (5, "5 minutes"),
    (15, "15 minutes"),
    (30, "30 minutes"),
    (60, "1 hour"),
    (120, "2 hours"),
    (240, "4 hours"),
    (480, "8 hours"),
    (1440, "1 day"),
    (2880, "2 days"),
    (4320, "3 days"),
    (10080, "1 week"),
)
NOTICES: Final = (
    ("one", "One notice"),
    ("two", "Two notices"),
    ("not_here", "We never end it ourselves: somebody in charge takes over"),
)


class OrganisationForm(forms.Form):
    """What the organisation is called, where its clock hangs, and the name by which contacts know its manager."""

    name = forms.CharField(label="Name of your organisation", max_length=120)
    time_zone = forms.CharField(
        label="Time zone", max_length=60, help_text="Times on every page, and “by 16:30” in a promise, mean this clock."
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["name"].widget.attrs |= {"autocomplete": "organization"}
        self.fields["time_zone"].widget.attrs |= {"list": "zones", "autocomplete": "off", "data-zone": True}

    def clean_time_zone(self) -> str:
        given = str(self.cleaned_data["time_zone"])
        known = {zone.lower(): zone for zone in available_timezones()}
        if given.lower().replace(" ", "_") not in known:
            raise ValidationError("This is no time zone we know. A good one: Europe/London.")
        return known[given.lower().replace(" ", "_")]


class SetUpOrganisationForm(OrganisationForm):
    """The same on the first screen of the set-up, with the manager's own name."""

    alias = forms.CharField(label="Your name, as customers see it", max_length=60, help_text="A first name is enough.")


class TeamChoice(forms.Form):
    """A choice among the teams there are."""

    team = forms.ChoiceField(label="Team")

    def __init__(self, *args: Any, teams: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["team"].choices = teams  # type: ignore[attr-defined]


class InviteForm(TeamChoice):
    """Teammates: an address a line, and what they are here for."""

    people = forms.CharField(
        label="E-mail addresses, one a line",
        max_length=400_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "none"}),
        help_text="Put supervisor or manager after an address where it differs.",
    )
    role = forms.ChoiceField(label="They come in as", choices=list(ROLES.items()), initial="agent")


class PersonForm(forms.Form):
    """What somebody is here for, and whether they still are."""

    role = forms.ChoiceField(label="Role", choices=list(ROLES.items()), widget=forms.RadioSelect)
    teams = forms.MultipleChoiceField(label="Teams", required=False, widget=forms.CheckboxSelectMultiple)
    active = forms.BooleanField(label="Works here", required=False)

    def __init__(self, *args: Any, teams: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["teams"].choices = teams  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    """A new team."""

    name = forms.CharField(label="New team", max_length=120)


class InboxForm(TeamChoice):
    """What an inbox is called, whose it is, and whether it takes anything new."""

    name = forms.CharField(label="Name", max_length=120)
    is_open = forms.BooleanField(label="Takes new conversations", required=False)


class NewInboxForm(TeamChoice):
    """A new inbox; by mail and the like it is told apart by its address."""

    name = forms.CharField(label="Name", max_length=120)
    channel = forms.ChoiceField(label="By", choices=list(CHANNEL_WORDS.items()))
    address = forms.CharField(
        label="Address", max_length=254, required=False, help_text="The address, number or name that people write to."
    )


class PoliciesForm(forms.Form):
    """Four questions; each has an answer from the start."""

    notices = forms.ChoiceField(
        label="How many notices before a conversation may be ended for insults?",
        choices=NOTICES,
        widget=forms.RadioSelect,
    )
    goodwill = forms.DecimalField(
        label="How much may an agent give without asking?",
        min_value=0,
        max_value=policy.MOST_GOODWILL,
        decimal_places=2,
        help_text="In your own currency, for one case.",
    )

    def __init__(self, *args: Any, channels: Iterable[str], held: policy.Answers, **more: Any) -> None:
        more["initial"] = {"notices": held.notices, "goodwill": held.goodwill}
        super().__init__(*args, **more)
        self.held = held
        if not held.notices:
            self.fields["notices"].choices = [*NOTICES, ("", "As in your own ladder")]  # type: ignore[attr-defined]
            self.fields["notices"].required = False
        self.asked = [channel for channel in CHANNELS if channel in set(channels)]
        for channel in self.asked:
            self.fields[f"within_{channel}"] = forms.TypedChoiceField(
                label=CHANNEL_WORDS[channel],
                coerce=int,
                choices=_times(held.answer_within[channel]),
                initial=held.answer_within[channel],
            )

    def times(self) -> list[forms.BoundField]:
        """Return the fields of the answer times."""
        return [self[f"within_{channel}"] for channel in self.asked]

    def answers(self) -> policy.Answers:
        """Return what was answered; channels that were not asked about keep their time."""
        given = self.cleaned_data
        within: dict[str, int] = {channel: given[f"within_{channel}"] for channel in self.asked}
        return policy.Answers(given["notices"], given["goodwill"], {**self.held.answer_within, **within})


def _times(held: int) -> list[tuple[int, str]]:
    """Return the times to choose from, with the one that holds among them."""
    known = dict(TIMES)
    return sorted({**known, held: known.get(held, f"{held} minutes")}.items())


class PreferencesForm(forms.Form):
    """How somebody wants the pages, and the name that contacts see."""

    alias = forms.CharField(
        label="Your name, as customers see it",
        max_length=60,
        required=False,
        help_text="Empty: your full name.",
    )
    theme = forms.ChoiceField(
        label="Light or dark",
        choices=[("auto", "As this device"), ("light", "Light"), ("dark", "Dark")],
        widget=forms.RadioSelect,
    )
    keys_on = forms.BooleanField(label="Single letters work as keys", required=False)


class KeyForm(forms.Form):
    """A new token for the API."""

    label = forms.CharField(label="What is a new one for?", max_length=120)


class PasswordForm(forms.Form):
    """A new password, with the present one."""

    present = forms.CharField(
        label="Present password",
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="New password",
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Ten characters or more.",
    )


class NewPasswordForm(forms.Form):
    """A new password, by a link."""

    new = forms.CharField(
        label="New password",
        max_length=1024,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
        help_text="Ten characters or more.",
    )


class TrialForm(forms.Form):
    """A conversation that was had elsewhere: pasted, or as a file."""

    text = forms.CharField(
        label="Paste it here",
        max_length=200_000,
        required=False,
        widget=forms.Textarea(
            attrs={
                "rows": 9,
                "placeholder": "Customer: My parcel is three weeks late …\nAgent: I have rung the courier …",
            }
        ),
        help_text="Begin what each side says with “Customer:” or “Agent:”.",
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        allow_empty_file=True,
        help_text="Text, mail (.eml, .mbox), transcript (.vtt, .srt), .csv, .json or .yml, up to 5 MB.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not (given.get("text") or "").strip() and not given.get("file"):
            raise ValidationError("Paste a conversation, or choose a file.")
        return given
