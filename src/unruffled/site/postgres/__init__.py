"""Our own small launcher of an embedded PostgreSQL: makes a cluster, starts it, stops it, and never doubts whose it is.

The server listens on a Unix socket in a private folder only, asks for passwords (scram-sha-256), and dies with the
process that started it. Trial and small teams; everything bigger sets `DATABASE_URL`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from unruffled.site.postgres.cluster import Cluster
from unruffled.site.postgres.owners import SYSTEM_FOLDER, SYSTEM_USER, CannotStart, Owner, system_user

__all__ = ["SYSTEM_FOLDER", "SYSTEM_USER", "CannotStart", "Cluster", "Owner", "cluster_of", "system_user", "throwaway"]


def cluster_of(data_home: Path) -> Cluster:
    """Return the embedded cluster of a data folder: inside it, or for root under `/var/lib/unruffled`.

    :raises CannotStart: where this system cannot run one
    """
    if not sys.platform.startswith("linux"):
        raise CannotStart("The embedded PostgreSQL is made for Linux; here set DATABASE_URL to a PostgreSQL >= 15.")
    if os.geteuid() != 0:
        return Cluster(base=data_home / "postgres", owner=Owner())
    name = hashlib.sha256(str(data_home.resolve()).encode()).hexdigest()[:12]
    return Cluster(base=SYSTEM_FOLDER / name, owner=system_user(), data_home=data_home)


@contextmanager
def throwaway() -> Iterator[str]:
    """Run a cluster in a temporary folder for as long as the block lasts, without waiting for disks: for tests."""
    folder = Path(tempfile.mkdtemp(prefix="unruffled-test-"))
    owner = system_user() if os.geteuid() == 0 else Owner()
    if owner.uid is not None:
        folder.chmod(0o711)
    cluster = Cluster(base=folder / "postgres", owner=owner, unsafe_fast=True)
    try:
        yield cluster.start()
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
