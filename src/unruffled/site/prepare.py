"""`unruffled prepare`: what `up` does before it opens: tables, static files, and the demo or the first invitation.

Standard output carries only how to sign in; everything else goes to standard error.
"""

import hashlib
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path


def main(argv: list[str]) -> int:
    """Bring everything up to date, and print how to sign in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unruffled.site.settings")
    os.environ["UNRUFFLED_COLLECTING"] = "1"
    with redirect_stdout(sys.stderr):
        import django

        django.setup()
        migrate()
        _collect_static()
        said = _first_steps(address=argv[0] if argv else "")
    print(said)
    return 0


def migrate(*, only_new: bool = False) -> None:
    """Apply migrations, with `only_new` to a database without any table; two processes at once wait for each other."""
    from django.core.management import call_command
    from django.db import connection

    if only_new and connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(8191)")
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(8191)")


def _collect_static() -> None:
    """Collect static files under names that carry their content; skipped while no file has changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    found = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    stamp = _stamp(found)
    note = Path(settings.STATIC_ROOT) / "collected"
    if note.exists() and note.read_text() == stamp:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    note.write_text(stamp)


def _stamp(files: list[Path]) -> str:
    seen = hashlib.sha256()
    for file in sorted(files):
        stat = file.stat()
        seen.update(f"{file}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _first_steps(*, address: str) -> str:
    """Make the demo, or the link that makes the first manager; return how to sign in.

    Where the practice floor was cleared away and nobody has come in since, a demo start gives the link too.
    """
    from unruffled.site import demo, empty

    wants_demo = os.environ.get("UNRUFFLED_DEMO", "1") != "0"
    lines = (demo.prepare() if wants_demo else []) or empty.prepare(address)
    return "\n".join(lines)
