"""The console as a Django app: its templates and static files are found by this name."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The app; it has no models."""

    name = "unruffled.shells.console"
    label = "console"
    verbose_name = "Console"
