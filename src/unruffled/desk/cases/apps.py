"""The Django application of the cases room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "unruffled.desk.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
