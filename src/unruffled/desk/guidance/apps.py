"""The Django application of the guidance room."""

from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "unruffled.desk.guidance"
    label = "guidance"
    default_auto_field = "django.db.models.BigAutoField"
