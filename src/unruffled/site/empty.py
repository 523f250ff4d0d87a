"""An empty organisation (`UNRUFFLED_DEMO=0`): one team, one chat inbox, and a link that makes the first manager."""

from typing import Final

from django.db import transaction
from django.utils import timezone

from unruffled.desk.conversations.models import Channel, Inbox
from unruffled.desk.people import actions as people
from unruffled.desk.people.models import Invitation, Organisation, Role, User

THIS_IS_THE_DEMO: Final = (
    "This folder holds the demo organisation. For an empty one, name another folder: "
    "UNRUFFLED_HOME=FOLDER UNRUFFLED_DEMO=0 ./run up"
)


def prepare(address: str) -> list[str]:
    """Make the organisation if there is none; while nobody lives in it, return a fresh link for the first manager."""
    if User.objects.exists():
        return [THIS_IS_THE_DEMO] if Organisation.objects.filter(practice=True).exists() else []
    return [f"Open this link once to become the first manager: {address}/welcome/{_invitation()}"]


@transaction.atomic
def _invitation() -> str:
    """Return the secret part of the link; the links of earlier starts end, so that only one can be used."""
    now = timezone.now()
    people.make_organisation(name="Your organisation", now=now)
    team = people.add_team("Support")
    Inbox.objects.get_or_create(name="Chat", channel=Channel.CHAT, defaults={"team": team, "address": "chat"})
    Invitation.objects.filter(invited_by=None, used_at=None).delete()
    return people.invite(email="", role=Role.MANAGER, team=team, by=None, now=now)
