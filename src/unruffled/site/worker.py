"""`unruffled worker`: works off the jobs, and leaves its number where the supervisor finds it should it be killed."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

from unruffled.site import processes

GOODBYE_SECONDS = 8
"""How long running jobs may finish when we stop; what takes longer is given back and done again."""

AT_ONCE = 3
"""Jobs at the same time: a long one must not hold up a reply that wants to go out."""


def main(argv: list[str]) -> int:
    """Work alone until told to stop; `argv` is the file for the worker's number."""
    processes.keep_one_heap()
    return work(Path(argv[0]) if argv else None)


def jobs() -> None:
    """Load the table of jobs and all that they call."""
    from procrastinate.contrib.django import app

    app.perform_import_paths()  # type: ignore[no-untyped-call]


def work(note: Path | None) -> int:
    """Work until told to stop; this worker's number stands in the note meanwhile."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unruffled.site.settings")
    import django

    django.setup()
    asyncio.run(_work(note))
    return 0


async def _work(note: Path | None) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(app.connector, DjangoConnector)  # noqa: S101  (settings say so)
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        async with working.open_async():
            working.perform_import_paths()  # type: ignore[no-untyped-call]
            worker = working._worker(
                concurrency=AT_ONCE,
                delete_jobs="successful",
                install_signal_handlers=False,
                shutdown_graceful_timeout=GOODBYE_SECONDS,
            )
            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, _stop, worker.stop)
            working_on = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
            while note is not None and worker.worker_id is None and not working_on.done():
                await asyncio.sleep(0.01)
            if note is not None and worker.worker_id is not None:
                note.write_text(str(worker.worker_id))
            await working_on
            if note is not None:
                note.unlink(missing_ok=True)


def _stop(stop: Callable[[], object]) -> None:
    stop()
    last = threading.Timer(GOODBYE_SECONDS + 2, os._exit, [1])  # a job that never ends must not keep us
    last.daemon = True
    last.start()
