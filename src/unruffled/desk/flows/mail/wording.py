"""What the mails to colleagues say, and how the links in them are known again, which open doors that a team may not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from django.utils import timezone

from unruffled.channels.text import one_line
from unruffled.desk.people.actions import INVITATION_DAYS, PASSWORD_LINK_HOURS
from unruffled.desk.people.models import Invitation, PasswordLink, User

LONGEST_NAME: Final = 80

_SLASH = "(?:/|%(?:25)?2F)"
LINK: Final = re.compile(rf"{_SLASH}(?:welcome|password){_SLASH}([\w-]{{20,200}})", re.ASCII | re.IGNORECASE)
"""How links for colleagues end: the secret is what opens the door. Programs that guard mail wrap links in their own."""
SECRET: Final = 43
"""Characters of a secret; what stands right behind it is not part of it."""
MOST_LINKS: Final = 100
"""Links in a mail that are looked at."""
LOOKED_AT: Final = 1_000_000
"""Bytes of a mail in which links are looked for, so that one in a mail within the mail is found too."""

INVITATION: Final = """\
Hello,

{maker} invites you to work with {house} as {role}{team}.

Come in by this link. You choose a name for signing in and a password there:
{link}

It works once, for {days} days: until {until}. Please keep it to yourself.

If you did not expect this, you need not do anything. {answers}
"""

RENEWAL: Final = """\
Hello {name},

{maker} has made a link for you by which you set a new password at {house}:
{link}

It works once, for {hours} hours: until {until}. Your present password holds until you use it.
Please keep the link to yourself.

If you did not ask for this, please tell {maker}. {answers}
"""


@dataclass(frozen=True, slots=True)
class Words:
    """A mail's words: the name that it comes from, its subject and its text."""

    from_name: str
    subject: str
    text: str


def words_of(about: Invitation | PasswordLink | None, *, link: str, maker: User | None, house: str) -> Words:
    """Return what the mail with this link says."""
    by, place = plain(maker.name if maker else "") or "A colleague", plain(house) or "our desk"
    answers = f"An answer to this mail goes to {by}." if maker else ""
    common = {"maker": by, "house": place, "link": link, "answers": answers}
    if isinstance(about, Invitation):
        return Words(place, f"{by} invites you to {place}", _invitation(about, common))
    if about is None:
        raise ValueError("a mail to a colleague is about an invitation or a password link")
    return Words(place, f"A new password for {place}", _password(about, common))


def _invitation(about: Invitation, common: dict[str, str]) -> str:
    team = f" in the team {plain(about.team.name)}" if about.team else ""
    role = about.get_role_display().lower()
    return INVITATION.format(
        role=f"an {role}" if role[0] in "aeiou" else f"a {role}",
        team=team,
        days=INVITATION_DAYS,
        until=until(about.expires_at),
        **common,
    ).strip()


def _password(about: PasswordLink, common: dict[str, str]) -> str:
    name = plain(about.user.name)
    return RENEWAL.format(name=name, hours=PASSWORD_LINK_HOURS, until=until(about.expires_at), **common).strip()


def until(at: datetime) -> str:
    """Return a time as a letter says it, by the clock of the organisation, with its zone."""
    here = timezone.localtime(at)
    return f"{here:%A}, {here.day} {here:%B %Y}, {here:%H:%M} ({timezone.get_current_timezone_name()})"


def plain(name: str) -> str:
    """Return a name as one short line in which nothing is a link."""
    return one_line(name.replace("://", " "), limit=LONGEST_NAME)


def without_links(text: str) -> str:
    """Return what somebody wrote without the links for colleagues in it."""
    return LINK.sub("/…", text)


def secrets_in(raw: bytes, texts: Iterable[str]) -> list[str]:
    """Return what may be secrets of links in a mail: as it lies on the wire, lines joined again, and as it reads."""
    wire = raw[:LOOKED_AT].replace(b"=\r\n", b"").replace(b"=\n", b"").decode("ascii", "replace")
    found = (secret[:SECRET] for text in (wire, *texts) for secret in LINK.findall(text))
    return list(islice(dict.fromkeys(found), MOST_LINKS))
