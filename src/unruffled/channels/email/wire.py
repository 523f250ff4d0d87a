"""The line to a mail server: where it may lead, how it is kept private, and every fault of it in plain words."""

from __future__ import annotations

import imaplib
import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

import imap_tools

from unruffled.channels.text import one_line

Security = Literal["tls", "starttls", "plain"]
SECURITIES: Final[tuple[str, ...]] = get_args(Security)

SECONDS: Final = 20.0
"""How long a mail server may take for one answer."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where a mail server is and how to sign in there; without a user nobody signs in.

    `inside` names the hosts of the own network that the operator allows; only to those may a line be unencrypted.
    """

    host: str
    port: int
    security: Security = "tls"
    user: str = ""
    password: str = field(default="", repr=False)
    inside: frozenset[str] = frozenset()
    seconds: float = SECONDS


class MailFault(Exception):
    """Something between us and a mail server; the text is for people: what is wrong and what helps."""


class Unreachable(MailFault):
    """The server does not answer, or the line was lost: the next try may do better."""


class Busy(MailFault):
    """The server asks to come back later."""


class NotSafe(MailFault):
    """The line would not be private, or leads where it must not; somebody has to change the settings."""


class NotLetIn(MailFault):
    """User or password is wrong."""


def line_to(account: Account) -> socket.socket:
    """Return an open line to the account's server, encrypted from its first byte where the account says so.

    :raises NotSafe, Unreachable: as `connected` does
    """
    line = connected(account)
    return private(line, account) if account.security == "tls" else line


def connected(account: Account) -> socket.socket:
    """Return an open line to the account's server, to an address that was looked at first.

    :raises NotSafe: if the name leads into the own network and the operator has not allowed that, or the line is
        unencrypted and leads outside
    :raises Unreachable: if nobody answers
    """
    allowed = account.host.strip().lower() in account.inside
    if account.security == "plain" and not allowed:
        raise NotSafe(
            f"Without encryption the password could be read on its way to {account.host}. Choose TLS or STARTTLS. "
            "(For a server of your own network the operator can allow it with UNRUFFLED_MAIL_INSIDE.)"
        )
    last: OSError | None = None
    for address in _addresses(account):
        if not allowed and not _is_outside(address):
            raise NotSafe(
                f"{account.host} leads to {address}, inside your own network. If that is right, the operator allows it "
                f"with UNRUFFLED_MAIL_INSIDE={account.host}"
            )
        try:
            return socket.create_connection((address, account.port), account.seconds)
        except OSError as error:
            last = error
    raise last or OSError("no address")


def _is_outside(number: str) -> bool:
    """Return whether a mail server of the world can be there: not inside, not for many at once, not an odd old form."""
    address = ipaddress.ip_address(number)
    odd = address.is_multicast or address.is_reserved or getattr(address, "is_site_local", False)
    return address.is_global and not odd


def _addresses(account: Account) -> list[str]:
    """Return the numbers behind a name; a form that carries another address within it counts as that one."""
    found = socket.getaddrinfo(account.host, account.port, type=socket.SOCK_STREAM)
    return [_bare(str(sockaddr[0])) for *_, sockaddr in found]


_WRAPPED: Final = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"))


def _bare(number: str) -> str:
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        if any(address in net for net in _WRAPPED):
            raise NotSafe(f"{address} is an address within an address; name the server by its own.")
    return str(address)


def private(line: socket.socket, account: Account) -> ssl.SSLSocket:
    """Return the line encrypted, with a certificate that is right for this host."""
    return context().wrap_socket(line, server_hostname=account.host)


def context() -> ssl.SSLContext:
    """Return how lines are encrypted: certificates are always checked. `SSL_CERT_FILE` adds a house's own authority."""
    return ssl.create_default_context()


@contextmanager
def spoken(account: Account) -> Iterator[None]:
    """Turn whatever a line can raise into a MailFault in plain words.

    :raises MailFault: instead of it
    """
    try:
        yield
    except (OSError, imaplib.IMAP4.error, imap_tools.ImapToolsError) as error:  # smtplib's and ssl's are OSErrors too
        raise _in_words(error, account) from error


def _in_words(error: Exception, account: Account) -> MailFault:
    where = f"{account.host}:{account.port}"
    match error:
        case ssl.SSLError():
            return _about_tls(error, account)
        case socket.gaierror():
            return Unreachable(f"There is no server called {account.host}. Is the name spelled right?")
        case ConnectionRefusedError():
            return Unreachable(f"Nobody answers at {where}. Is the port right, and is the server running?")
        case TimeoutError():
            words = f"{where} did not answer within {account.seconds:.0f} seconds."
            return Unreachable(f"{words} {_other_security(account)}")
        case imap_tools.MailboxLoginError() | smtplib.SMTPAuthenticationError():
            return _not_let_in(error, account)
        case imaplib.IMAP4.abort() | smtplib.SMTPServerDisconnected():
            return Unreachable(f"The line to {where} was lost ({said_by(error)}).")
        case imaplib.IMAP4.error() | imap_tools.ImapToolsError() | smtplib.SMTPException():
            return Busy(f"{where} did not do what was asked: {said_by(error)}")
    return Unreachable(f"The line to {where} was lost ({said_by(error)}).")


def _about_tls(error: ssl.SSLError, account: Account) -> MailFault:
    where = f"{account.host}:{account.port}"
    match error:
        case ssl.SSLCertVerificationError():
            return NotSafe(_about_certificate(error, account))
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError() | ssl.SSLSyscallError():
            return Unreachable(f"The line to {where} was lost ({said_by(error)}).")
    words = one_line(error.reason or str(error), limit=120)
    return NotSafe(f"{where} does not speak TLS as expected ({words}). {_other_security(account)}")


def _about_certificate(error: ssl.SSLCertVerificationError, account: Account) -> str:
    said = error.verify_message or str(error)
    if "self-signed" in said or "self signed" in said or "unable to get local issuer" in said:
        return (
            f"The certificate of {account.host} is signed by nobody we know ({said}), so somebody else could be "
            "answering. Use the provider's official server name, or give the operator your own authority's certificate "
            "(SSL_CERT_FILE)."
        )
    if "mismatch" in said or "not valid for" in said:
        return f"The certificate shown there is not for {account.host}. Use the server name that your provider gives."
    if "expired" in said:
        return f"The certificate of {account.host} has expired. Whoever runs that server has to renew it."
    return f"The certificate of {account.host} cannot be trusted: {one_line(said, limit=120)}."


def _other_security(account: Account) -> str:
    usual = {"tls": "993 for fetching or 465 for sending", "starttls": "143 for fetching or 587 for sending"}
    if account.security == "plain":
        return "Is the port right?"
    words = {"tls": "TLS", "starttls": "STARTTLS"}[account.security]
    return f"{words} usually answers at port {usual[account.security]}."


def _not_let_in(error: Exception, account: Account) -> MailFault:
    said = said_by(error).rstrip(".")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        later = 400 <= error.smtp_code < 500
    else:
        later = any(code in said.upper() for code in ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]"))
    if later:
        return Busy(f"{account.host} lets nobody in at the moment: {said}")
    return NotLetIn(
        f"{account.host} does not accept this user and password ({said}). Many providers want a password made for "
        "programs, an app password."
    )


def said_by(error: Exception) -> str:
    """Return the server's own words as one short line."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return one_line(f"{error.smtp_code} {words.decode(errors='replace') if isinstance(words, bytes) else words}")[
            :160
        ]
    result = getattr(error, "command_result", None)
    if isinstance(result, tuple) and len(result) > 1 and result[1]:
        first = result[1][0]
        return one_line(first.decode(errors="replace") if isinstance(first, bytes) else str(first), limit=160)
    return one_line(str(error), limit=160)
