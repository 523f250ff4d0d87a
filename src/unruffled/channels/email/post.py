"""Mail is sent over SMTP: what the server took is told from what it refused, and from what nobody can know."""

from __future__ import annotations

import re
import smtplib
import socket
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from unruffled.channels.email import wire
from unruffled.channels.email.compose import compose, plain_address
from unruffled.channels.email.status import in_words
from unruffled.channels.email.wire import Account, Busy, MailFault, NotSafe
from unruffled.channels.envelope import Outbound

LAST_ANSWER_PATIENCE: Final = 6
"""How many times longer a server may take to say that it has a mail; it often looks for spam meanwhile."""

_DOT: Final = re.compile(rb"(?m)^\.")


class Refused(MailFault):
    """This mail will never be taken as it is."""


class Uncertain(MailFault):
    """The line was lost after the whole mail was sent and before the server said that it has it."""


def post(outbound: Outbound, account: Account, *, handing_over: Callable[[], None] = lambda: None) -> str:
    """Hand a mail over to the server and return what the server said.

    `handing_over` is called right before the mail's end is sent: from then on it may be delivered, whatever happens
    to us. Who must never send twice writes that down there.

    :raises NotSendable: if the mail itself is wrong; no line was opened
    :raises Busy, Unreachable, NotSafe, NotLetIn: if it was not handed over, and may be tried again
    :raises Refused: if the server will never take it
    :raises Uncertain: if nobody can know
    """
    raw = compose(outbound)
    with wire.spoken(account):
        server = _signed_in(account)
    try:
        with wire.spoken(account):
            _announce(server, outbound)
            server.send(_DOT.sub(b"..", raw))
        handing_over()
        return _end(server, account)
    finally:
        _leave(server)


def look(account: Account) -> None:
    """Sign in and leave again: that everything is set up right.

    :raises MailFault: in plain words if something is not
    """
    with wire.spoken(account):
        _leave(_signed_in(account))


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye without waiting for an answer: whatever was to be known is known."""
    with suppress(OSError, smtplib.SMTPException):
        server.putcmd("quit")
    server.close()


class _Server(smtplib.SMTP):
    """smtplib over a line of our own: looked at, and private."""

    def __init__(self, account: Account) -> None:
        self.account = account
        super().__init__(account.host, account.port, local_hostname="localhost", timeout=account.seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return wire.line_to(self.account)


def _signed_in(account: Account) -> _Server:
    try:
        server = _Server(account)
    except smtplib.SMTPConnectError as error:
        raise Busy(f"{account.host} takes no mail at the moment: {wire.said_by(error)}") from error
    try:
        server.local_hostname = _own_name(server)
        server.ehlo_or_helo_if_needed()
        if account.security == "starttls":
            _starttls(server, account)
        if account.user:
            _sign_in(server, account)
    except BaseException:
        server.close()
        raise
    return server


def _own_name(server: _Server) -> str:
    """Return our end of the line as a mail program without a name of its own says it: [192.0.2.1]."""
    number = server.sock.getsockname()[0] if server.sock else "127.0.0.1"
    return f"[IPv6:{number}]" if ":" in number else f"[{number}]"


def _starttls(server: _Server, account: Account) -> None:
    if not server.has_extn("starttls"):
        raise NotSafe(f"{account.host}:{account.port} does not offer STARTTLS. TLS usually answers at port 465.")
    server.starttls(context=wire.context())
    server.ehlo_or_helo_if_needed()


def _sign_in(server: _Server, account: Account) -> None:
    if not server.has_extn("auth"):
        raise NotSafe(
            f"{account.host}:{account.port} does not let anybody sign in on this line. "
            "STARTTLS at port 587 or TLS at port 465 usually does."
        )
    if account.user.isascii() and account.password.isascii():
        server.login(account.user, account.password)
        return
    words = b64encode(f"\0{account.user}\0{account.password}".encode()).decode()
    code, said = server.docmd("AUTH", f"PLAIN {words}")  # smtplib knows English letters only; RFC 4616 says UTF-8
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, said)


def _announce(server: _Server, outbound: Outbound) -> None:
    """Say from whom, to whom, and that the mail follows; a no to any of it is a no to the mail."""
    _require(
        server.mail(plain_address(outbound.from_address)),
        250,
        f"Our mail server does not send for {outbound.from_address}",
    )
    for address in (*outbound.to, *outbound.cc):
        _require(server.rcpt(plain_address(address)), 250, f"{address} cannot be written to")
    _require(server.docmd("DATA"), 354, "The mail server did not want the mail")


def _end(server: _Server, account: Account) -> str:
    try:
        server.send(b".\r\n")
        if server.sock:
            server.sock.settimeout(account.seconds * LAST_ANSWER_PATIENCE)
        answer = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Uncertain(
            f"{account.host} had the whole mail, but the line was lost before it said so: perhaps it was delivered. "
            "Sending it again may deliver it twice."
        ) from error
    _require(answer, 250, "The mail server did not take the mail")
    return answer[1].decode(errors="replace")


def _require(answer: tuple[int, bytes], wanted: int, what: str) -> None:
    code, words = answer
    if code == wanted or (wanted == 250 and code == 251):
        return
    said = in_words(code, words.decode(errors="replace"))
    if 500 <= code < 600:
        raise Refused(f"{what}: {said}")
    raise Busy(f"{what} yet: {said}")
