"""Mail comes in and goes out: an inbox is connected and checked, its mail fetched, replies and links handed over."""

from unruffled.desk.flows.mail.arrivals import arrange_visits, fetch, take_in, try_again
from unruffled.desk.flows.mail.sending import Outcome, send
from unruffled.desk.flows.mail.settings import (
    Checked,
    Line,
    NotAllowed,
    WrongSettings,
    check,
    check_door,
    connect,
    disconnect,
    suggested,
)
from unruffled.desk.flows.mail.staff import links_leave, send_left_behind
from unruffled.desk.flows.mail.staff import send as send_staff_mail

__all__ = [
    "Checked",
    "Line",
    "NotAllowed",
    "Outcome",
    "WrongSettings",
    "arrange_visits",
    "check",
    "check_door",
    "connect",
    "disconnect",
    "fetch",
    "links_leave",
    "send",
    "send_left_behind",
    "send_staff_mail",
    "suggested",
    "take_in",
    "try_again",
]
