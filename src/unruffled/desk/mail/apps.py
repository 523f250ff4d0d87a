"""The Django application of the mail room."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "unruffled.desk.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"
