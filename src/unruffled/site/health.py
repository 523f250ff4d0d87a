"""`GET /healthz`: does the database answer, and has a worker beaten within 30 seconds?"""

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from unruffled import __version__
from unruffled.site import home

BEAT_SECONDS = 30

LAST_BEAT = "SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat)) FROM procrastinate_workers"


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 and "ok", or 503 and what is wrong in a sentence."""
    wrong = _what_is_wrong()
    if wrong:
        return JsonResponse({"status": "failing", "version": __version__, "detail": wrong}, status=503)
    return JsonResponse({"status": "ok", "version": __version__, "database": _kind()})


def _kind() -> str:
    if home.named_database():
        return "of its own"
    return "embedded: for trial and small teams; set DATABASE_URL for more"


def _what_is_wrong() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(LAST_BEAT)
            (seconds,) = cursor.fetchone()
    except Error:
        return "The database does not answer, or its tables are missing."
    if seconds is None:
        return "No worker is running."
    if seconds > BEAT_SECONDS:
        return f"The last sign of a worker is {seconds:.0f} seconds old; it should be under {BEAT_SECONDS}."
    return None


class Unlogged(logging.Filter):
    """Keeps failing health checks out of the log: whoever asks gets the sentence, again and again."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is about something else."""
        return getattr(record, "status_code", None) != 503
