"""The Django application of the conversations room."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "unruffled.desk.conversations"
    label = "conversations"
    default_auto_field = "django.db.models.BigAutoField"
