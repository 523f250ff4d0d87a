"""A real mail house for tests: dovecot with a mailbox, aiosmtpd that takes what we send, and a line that can be cut."""

from __future__ import annotations

import imaplib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from unruffled.channels.email.wire import Account

INSIDE = frozenset({"127.0.0.1", "localhost"})
PASSWORD = "a lamp & a cot"
STRANGE_USER = "größe:{plain}naïve “pass”\n"

DOVECOT = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
auth_username_chars =
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 1
mail_uid = {user}
mail_gid = {group}
mail_location = maildir:{folder}/mail/%u
mail_fsync = never
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


# The mailbox ---------------------------------------------------------------------------------------------------------


@dataclass
class Mailbox:
    """One person's mailbox on the running dovecot."""

    user: str
    plain: int
    tls: int
    folder: Path

    def account(self, **changes):
        wanted = {
            "host": "127.0.0.1", "port": self.plain, "security": "plain", "user": self.user, "password": PASSWORD,
            "inside": INSIDE, "seconds": 5.0,
        }  # fmt: skip
        return Account(**wanted | changes)

    def put(self, *mails, folder="INBOX"):
        """Lay mails into the mailbox, as a delivery would."""
        with self.line() as line:
            for raw in mails:
                done = line.append(folder, None, None, raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
                assert done[0] == "OK", done

    def line(self):
        line = imaplib.IMAP4("127.0.0.1", self.plain)
        line.login(self.user, PASSWORD)
        return line

    def unseen(self, folder="INBOX"):
        with self.line() as line:
            line.select(folder, readonly=True)
            return len(line.uid("SEARCH", "UNSEEN")[1][0].split())

    def count(self, folder="INBOX"):
        with self.line() as line:
            return int(line.select(folder, readonly=True)[1][0])

    def add_folder(self, name):
        with self.line() as line:
            assert line.create(name)[0] == "OK"

    def number_anew(self):
        """Let the server forget how it numbered the mails, as after a move to another machine."""
        for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache"):
            (self.folder / "mail" / self.user / name).unlink(missing_ok=True)
        (self.folder / "mail" / self.user / "dovecot-uidvalidity").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def _dovecot():
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        pytest.skip("mail against a real dovecot (not installed: apt-get install dovecot-imapd)")
    with tempfile.TemporaryDirectory(prefix="dove-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        yield from _running(program, folder)


def _running(program, folder):
    folder.chmod(0o755)
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    (folder / "mail").mkdir()
    os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    make_certificate(folder, "localhost")
    (folder / "users").write_text("".join(f"help{n}:{{plain}}{PASSWORD}\n" for n in range(1000)) + STRANGE_USER)
    plain, tls = free_port(), free_port()
    group = subprocess.run(["id", "-gn", owner.pw_name], capture_output=True, text=True, check=True).stdout.strip()
    text = DOVECOT.format(folder=folder, user=owner.pw_name, group=group, plain=plain, tls=tls)
    (folder / "dovecot.conf").write_text(text)
    server = subprocess.Popen([program, "-F", "-c", folder / "dovecot.conf"])
    try:
        _answers(plain, server, folder)
        yield plain, tls, folder
    finally:
        server.terminate()
        server.wait(10)


def make_certificate(folder, name):
    """Make a certificate for this name that nobody has signed."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", folder / "key.pem", "-out", folder / "cert.pem"),
            *("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"),
        ],
        check=True,
        capture_output=True,
    )


def _answers(port, server, folder):
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
            if line.recv(100):
                return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    log = folder / "log"
    pytest.skip(f"mail against a real dovecot (it did not start: {log.read_text()[-300:] if log.exists() else ''})")


_users = iter(range(1000))


@pytest.fixture
def mailbox(_dovecot):
    """A new, empty mailbox."""
    plain, tls, folder = _dovecot
    return Mailbox(f"help{next(_users)}", plain, tls, folder)


@pytest.fixture
def trusted(_dovecot, monkeypatch):
    """Let the house trust the certificate of the test's mail servers."""
    monkeypatch.setenv("SSL_CERT_FILE", str(_dovecot[2] / "cert.pem"))
    return _dovecot[2]


# The post office -----------------------------------------------------------------------------------------------------


@dataclass
class PostOffice:
    """An aiosmtpd that keeps what it gets; `answers` are what it says next to each step instead of yes."""

    port: int = 0
    taken: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def account(self, **changes):
        wanted = {"host": "127.0.0.1", "port": self.port, "security": "plain", "inside": INSIDE, "seconds": 5.0}
        return Account(**wanted | changes)

    def says(self, step, *answers):
        """Let it answer this to the next times of MAIL, RCPT or DATA."""
        self.answers.setdefault(step, []).extend(answers)

    def _next(self, step):
        self.asked.append(step)
        waiting = self.answers.get(step)
        return waiting.pop(0) if waiting else None

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        said = self._next("MAIL")
        if said:
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        said = self._next("RCPT")
        if said:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        said = self._next("DATA")
        if said and not said.startswith("250"):
            return said
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return said or "250 2.0.0 Ok: queued as 4F2A"


@pytest.fixture
def post_office():
    """A mail server that takes our mail, without encryption and without asking who we are."""
    yield from _open_office({})


@pytest.fixture
def guarded_post_office(_dovecot):
    """A mail server that wants STARTTLS and a password."""
    inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inside.load_cert_chain(_dovecot[2] / "cert.pem", _dovecot[2] / "key.pem")

    def known(server, session, envelope, mechanism, login):
        right = login.login.decode() in ("help", "hälp") and login.password == PASSWORD.encode()
        return AuthResult(success=right, handled=False)

    yield from _open_office(
        {"tls_context": inside, "require_starttls": True, "authenticator": known, "auth_required": True}
    )


def _open_office(settings):
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port(), **settings)
    controller.start()
    office.port = controller.port
    yield office
    controller.stop()


# A line that can be cut ----------------------------------------------------------------------------------------------


class CutLine:
    """Passes bytes between us and a real server, and cuts where `cut(from_us, seen)` says so.

    `seen` is everything that went in that direction so far, the newest included; the newest is not passed on.
    """

    def __init__(self, port: int, cut: Callable[[bool, bytes], bool]) -> None:
        self.target, self.cut, self.cuts = port, cut, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                ours, _ = self.listener.accept()
            except OSError:
                return
            theirs = socket.create_connection(("127.0.0.1", self.target))
            for args in ((ours, theirs, True), (theirs, ours, False)):
                threading.Thread(target=self._pass, args=args, daemon=True).start()

    def _pass(self, source, target, from_us):
        seen = b""
        with suppress(OSError):
            while chunk := source.recv(65536):
                seen += chunk
                if self.cut(from_us, seen):
                    self.cuts += 1
                    break
                target.sendall(chunk)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def close(self):
        self.listener.close()


@pytest.fixture
def cut_line():
    """Make a line to a port that is cut where the given function says."""
    lines = []

    def make(port, cut):
        lines.append(CutLine(port, cut))
        return lines[-1]

    yield make
    for line in lines:
        line.close()


# Mails ---------------------------------------------------------------------------------------------------------------


def a_mail(text="Where is my lamp?", *, sender="Ana <ana@home.example>", subject="My lamp", message_id="", **more):
    """One mail as it lies on the wire; further headers by name, underscores for hyphens."""
    head = {"From": sender, "To": "help@harbour.example", "Subject": subject, "Message-ID": message_id}
    head |= {name.replace("_", "-"): value for name, value in more.items()}
    lines = [f"{name}: {value}" for name, value in head.items() if value]
    return "\r\n".join([*lines, "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", text, ""]).encode()
