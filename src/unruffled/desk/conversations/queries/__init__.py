"""Questions about conversations: one of them, the lists, search. Those of a person take the person first."""

from unruffled.desk.conversations.queries.due import changed_by_time, left_behind
from unruffled.desk.conversations.queries.inboxes import (
    NoInbox,
    inbox_for_starting,
    inbox_of,
    inbox_taking,
    inboxes_for,
)
from unruffled.desk.conversations.queries.lists import (
    VIEWS,
    BadCursor,
    InboxRow,
    Page,
    View,
    counts_for,
    inbox_for,
    listed_for,
    rows_of,
    search_for,
)
from unruffled.desk.conversations.queries.records import (
    NotFound,
    address_of,
    contact_for,
    conversation,
    drafts_in,
    message_for,
    named,
    one_for,
)
from unruffled.desk.conversations.threads import Mark, ThreadRow, thread_of

__all__ = [
    "VIEWS",
    "BadCursor",
    "InboxRow",
    "Mark",
    "NoInbox",
    "NotFound",
    "Page",
    "ThreadRow",
    "View",
    "address_of",
    "changed_by_time",
    "contact_for",
    "conversation",
    "counts_for",
    "drafts_in",
    "inbox_for",
    "inbox_for_starting",
    "inbox_of",
    "inbox_taking",
    "inboxes_for",
    "left_behind",
    "listed_for",
    "message_for",
    "named",
    "one_for",
    "rows_of",
    "search_for",
    "thread_of",
]
