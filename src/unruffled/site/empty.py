"""An empty organisation (`UNRUFFLED_DEMO=0`): one team, one chat inbox, and a link that makes the first manager."""

from typing import Final

from django.utils import timezone

from unruffled.desk.flows import own
from unruffled.desk.people.models import Organisation, User

THIS_IS_THE_DEMO: Final = (
    "This folder holds the demo organisation. For an empty one, name another folder: "
    "UNRUFFLED_HOME=FOLDER UNRUFFLED_DEMO=0 ./run up"
)


def prepare(address: str) -> list[str]:
    """Make the organisation if there is none; while nobody lives in it, return a fresh link for the first manager."""
    if User.objects.exists():
        return [THIS_IS_THE_DEMO] if Organisation.objects.filter(practice=True).exists() else []
    return [f"Open this link once to become the first manager: {address}/welcome/{own.lay_out(now=timezone.now())}"]
