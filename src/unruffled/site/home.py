"""The data folder of one organisation (`UNRUFFLED_HOME`): where it is, its secret key, its database's address."""

import os
import secrets
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]


def folder() -> Path:
    """Return the data folder: `UNRUFFLED_HOME`, else `var/` in the checkout (or where the command was called)."""
    named = os.environ.get("UNRUFFLED_HOME", "").strip()
    if named:
        return Path(named).expanduser().resolve()
    return (CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()) / "var"


def prepare() -> Path:
    """Make the data folder, readable by its owner only, and its secret key; both stay as they are if they exist."""
    home = folder()
    home.parent.mkdir(parents=True, exist_ok=True)
    home.mkdir(mode=0o700, exist_ok=True)
    if not (home / "secret.key").exists():
        write_private(home / "secret.key", secrets.token_urlsafe(50))
    return home


def secret_key() -> str:
    """Return the organisation's secret key; before `prepare()` a passing one, so that nothing is written by looking."""
    try:
        return (folder() / "secret.key").read_text().strip()
    except FileNotFoundError:
        return secrets.token_urlsafe(50)


def database_url() -> str | None:
    """Return where the database answers: `DATABASE_URL`, else what the running embedded server wrote down."""
    if named := named_database():
        return named
    try:
        return (folder() / "database.url").read_text().strip() or None
    except FileNotFoundError:
        return None


def named_database() -> str:
    """Return what `DATABASE_URL` says: a server that is not ours to start; "" where none is named."""
    return os.environ.get("DATABASE_URL", "").strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read (mode 0600), whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
