"""Replies: sent with ten seconds of undo, and taken back within them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from unruffled.desk.flows import deliver, reply
from unruffled.shells.console.screens.clock import clock
from unruffled.shells.console.screens.words import listed
from unruffled.shells.console.views.pages import Refusal, answer, held, now_here
from unruffled.shells.console.views.records import conversation_or_404, me, message_or_404, number_in

if TYPE_CHECKING:
    from unruffled.desk.conversations.models import Message


@require_POST
def create(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the reply, or say why not; the text is kept either way."""
    conversation = conversation_or_404(request, pk)
    try:
        reply.send(conversation=conversation, agent=me(request), draft=_draft(request), now=timezone.now())
    except reply.Empty:
        return answer(request, conversation, refusal=Refusal("Nothing to send yet."))
    except reply.UnfilledSlot as left:
        return answer(request, conversation, refusal=Refusal(_fill_in(left.slots)))
    except reply.StillWriting:
        return told(held(request, conversation_or_404(request, pk)), "still-writing")
    except reply.StaleDraft as stale:
        return answer(request, conversation_or_404(request, pk), refusal=_stale(stale))
    except reply.NotAllowed:
        return answer(request, conversation, refusal=Refusal("Not sent. You may not answer here."))
    return told(answer(request, conversation_or_404(request, pk)), "reply-sent")


@require_POST
def withdraw(request: HttpRequest, pk: int, message_pk: int) -> HttpResponse:
    """Take a reply back while it is held; its text is the draft again."""
    message = _of(request, pk, message_pk)
    if message.author_id is None:
        return answer(request, conversation_or_404(request, pk), refusal=Refusal("Only a reply of ours can be undone."))
    try:
        text = reply.undo(message=message, agent=me(request), now=timezone.now())
    except reply.TooLate:
        return answer(request, conversation_or_404(request, pk), refusal=Refusal("Too late to undo: it has left."))
    except reply.NotAllowed:
        return answer(
            request, conversation_or_404(request, pk), refusal=Refusal("Only whoever wrote it can take it back.")
        )
    return answer(request, conversation_or_404(request, pk), taken_back=text)


@require_POST
def try_again(request: HttpRequest, pk: int, message_pk: int) -> HttpResponse:
    """Send a reply that was not delivered once more, as it is."""
    message = _of(request, pk, message_pk)
    refusal = None
    try:
        deliver.try_again(message=message, agent=me(request), now=timezone.now())
    except deliver.TooLate as late:
        refusal = Refusal(str(late))
    except deliver.NotAllowed:
        refusal = Refusal("Not sent. You may not answer here.")
    return answer(request, conversation_or_404(request, pk), refusal=refusal)


@require_POST
def rewrite(request: HttpRequest, pk: int, message_pk: int) -> HttpResponse:
    """Take a reply that was not delivered back; its text is the draft again."""
    message = _of(request, pk, message_pk)
    try:
        text = reply.rewrite(message=message, agent=me(request), now=timezone.now())
    except reply.TooLate:
        words = "It is on its way by now, or perhaps delivered: it cannot be taken back."
        return answer(request, conversation_or_404(request, pk), refusal=Refusal(words))
    except reply.NotAllowed:
        return answer(request, conversation_or_404(request, pk), refusal=Refusal("You may not answer here."))
    return answer(request, conversation_or_404(request, pk), taken_back=text)


def _of(request: HttpRequest, pk: int, message_pk: int) -> Message:
    """Return the message if it is of this conversation and the person may see it."""
    message = message_or_404(request, message_pk)
    if message.conversation_id != pk:
        raise Http404
    return message


def _draft(request: HttpRequest) -> reply.Draft:
    moves = tuple(request.POST.get("inserted_moves", "").split()[:20])
    return reply.Draft(
        text=lines_of(request),
        seen=number_in(request.POST.get("seen", "")),
        inserted_moves=moves,
        polite="now" not in request.POST,
    )


def lines_of(request: HttpRequest, field: str = "text") -> str:
    """Return the text with the line ends that everybody else uses; browsers send two signs for each."""
    return request.POST.get(field, "").replace("\r\n", "\n")


def _fill_in(slots: tuple[str, ...]) -> str:
    blanks = [f"⟨{slot.replace('_', ' ')}⟩" for slot in slots]
    return f"Not sent yet. Fill in {listed(blanks)} first."


def _stale(stale: reply.StaleDraft) -> Refusal:
    """Say who wrote meanwhile; the page has the newer messages now, and Send works again."""
    if not stale.newer:
        return Refusal("Not sent: this conversation has changed. Your text is kept.", status=409)
    last = stale.newer[-1]
    who = last.author.shown_name if last.author else last.conversation.contact.name or "somebody"
    at = clock(last.sent_at, now=now_here())
    verb = "wrote" if last.by == "customer" else "answered"
    return Refusal(f"Not sent: {who} {verb} at {at}. Your text is kept.", ("Read it, then send again.",), status=409)


def told(response: HttpResponse, event: str) -> HttpResponse:
    """Tell the page's scripts what happened: a name only, as headers are logged on the way."""
    response["HX-Trigger"] = json.dumps({event: {}})
    return response
