"""Gives the jobs of dead workers back to the queue: our own dead worker's at once, another machine's after 30 seconds.

Procrastinate leaves a killed worker's job at "doing" until somebody does this. A job could not (it might stall itself),
so the supervisor does.
"""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from procrastinate.sql import queries
from psycopg.rows import dict_row

from unruffled.site.health import BEAT_SECONDS

LOOK_SECONDS = 10


class Requeue:
    """Watches for jobs whose worker has gone. Our worker writes its number into `worker.id` of the data folder."""

    def __init__(self, data_home: Path, url: str) -> None:
        self.note = data_home / "worker.id"
        self.url = url
        self.looked = time.monotonic()

    def bury(self) -> None:
        """Requeue what our own worker was doing; call it once it has ended."""
        dead = self._worker()
        if dead is not None and give_back(self.url, dead=dead):
            self.note.unlink(missing_ok=True)

    def look_after(self) -> None:
        """Every ten seconds requeue what workers of any machine were doing that have not beaten for long."""
        if time.monotonic() - self.looked > LOOK_SECONDS:
            self.looked = time.monotonic()
            give_back(self.url, alive=self._worker())

    def _worker(self) -> int | None:
        try:
            return int(self.note.read_text())
        except (FileNotFoundError, ValueError):
            return None


def give_back(url: str, *, dead: int | None = None, alive: int | None = None) -> bool:
    """Put stalled jobs back to "todo"; `dead` no longer counts as a worker, and `alive` is left in peace.

    Procrastinate's own statements on a connection of a moment: a pool would wait long for a database that is away.
    Returns False where it did not answer: the next look will try again.
    """
    stalled = {"queue": None, "task_name": None, "seconds_since_heartbeat": BEAT_SECONDS}
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5, row_factory=dict_row) as connection:
            if dead is not None:
                connection.execute(queries["unregister_worker"], {"worker_id": dead})
            for job in connection.execute(queries["select_stalled_jobs_by_heartbeat"], stalled).fetchall():
                if alive is None or job["worker_id"] != alive:
                    connection.execute(queries["retry_job"], _again(job["id"]))
    except psycopg.Error:
        return False
    return True


def _again(job_id: int) -> dict[str, Any]:
    kept = {"new_priority": None, "new_queue_name": None, "new_lock": None}
    return {"job_id": job_id, "retry_at": datetime.now(UTC), **kept}
