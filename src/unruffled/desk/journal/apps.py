"""The Django application of the journal room."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "unruffled.desk.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
