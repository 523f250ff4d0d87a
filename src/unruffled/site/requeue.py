"""Gives the jobs of dead workers back to the queue: our own dead worker's at once, another machine's after 30 seconds.

Procrastinate leaves a killed worker's job at "doing" until somebody does this. A job could not (it might stall itself),
so the supervisor does.
"""

import asyncio
import time
from pathlib import Path

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ProcrastinateException

from unruffled.site.health import BEAT_SECONDS

LOOK_SECONDS = 10


class Requeue:
    """Watches for jobs whose worker has gone. Our worker writes its number into `worker.id` of the data folder."""

    def __init__(self, data_home: Path, url: str) -> None:
        self.note = data_home / "worker.id"
        self.url = url
        self.looked = time.monotonic()

    def bury_left_over(self) -> None:
        """Requeue what a worker was doing when everything was killed."""
        self.bury()

    def bury(self) -> None:
        """Requeue what our own worker was doing; call it once it has ended."""
        try:
            dead = int(self.note.read_text())
        except (FileNotFoundError, ValueError):
            return
        if asyncio.run(give_back(self.url, dead=dead)):
            self.note.unlink(missing_ok=True)

    def look_after(self) -> None:
        """Every ten seconds requeue what workers of any machine were doing that have not beaten for long."""
        if time.monotonic() - self.looked > LOOK_SECONDS:
            self.looked = time.monotonic()
            asyncio.run(give_back(self.url, alive=self._alive()))

    def _alive(self) -> int | None:
        try:
            return int(self.note.read_text())
        except (FileNotFoundError, ValueError):
            return None


async def give_back(url: str, *, dead: int | None = None, alive: int | None = None) -> bool:
    """Put stalled jobs back to "todo"; `dead` no longer counts as a worker, and `alive` is left in peace.

    Returns False where the database did not answer: the next look will try again.
    """
    app = App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=1, timeout=5))
    try:
        async with app.open_async():
            if dead is not None:
                await app.job_manager.unregister_worker(dead)
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=BEAT_SECONDS):
                if alive is None or job.worker_id != alive:
                    await app.job_manager.retry_job(job)
    except ProcrastinateException:
        return False
    return True
