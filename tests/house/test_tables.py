"""Tables and jobs are whole: every model has its migration, and every job that somebody defers exists."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

SOURCE = Path(__file__).resolve().parents[2] / "src" / "unruffled"


@pytest.mark.django_db
def test_every_model_has_its_migration():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_job_that_is_deferred_exists():
    from procrastinate.contrib.django import app

    app.perform_import_paths()
    missing = {(where, name) for where, name in deferred_names() if name not in app.tasks}

    assert missing == set()


def test_a_job_name_is_written_where_it_is_deferred():
    """A name that is put together elsewhere could not be checked."""
    assert [where for where, name in deferred_names() if name is None] == []


def deferred_names():
    """Return (place, name) of every call of `later("…")`; the name is None where it is not a plain string."""
    for file in sorted(SOURCE.rglob("*.py")):
        for call in (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)):
            if called(call) == "later" and call.args:
                name = call.args[0]
                plain = name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else None
                yield f"{file.relative_to(SOURCE)}:{call.lineno}", plain


def called(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_every_room_with_tables_is_installed():
    installed = {config.name for config in apps.get_app_configs()}
    rooms = {
        f"unruffled.{file.parent.relative_to(SOURCE).as_posix().replace('/', '.')}"
        for file in SOURCE.rglob("models.py")
    }

    assert rooms - installed == set()
