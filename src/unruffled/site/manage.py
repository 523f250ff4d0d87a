"""`unruffled manage …`: Django's management commands, for this organisation's database."""

import os

from django.core.management import execute_from_command_line

from unruffled.site import organisation

WITHOUT_DATABASE = {
    "check",
    "makemigrations",
    "collectstatic",
    "makemessages",
    "compilemessages",
    "help",
    "diffsettings",
}


def main(argv: list[str]) -> int:
    """Run one of Django's commands; those that need the database start it if it is not running."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unruffled.site.settings")
    if not argv or argv[0] in WITHOUT_DATABASE:
        execute_from_command_line(["unruffled manage", *argv])
        return 0
    with organisation.reachable():
        execute_from_command_line(["unruffled manage", *argv])
    return 0
