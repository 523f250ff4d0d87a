"""A draft while it is written: kept, and read by the coach."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from unruffled.desk.flows import reply
from unruffled.engine.vocabulary import Remark
from unruffled.shells.console.views.records import conversation_or_404, me
from unruffled.shells.console.views.replies import lines_of


@require_POST
def create(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep the draft and return the coach's remarks, with spans in code points, and which questions it answers."""
    conversation = conversation_or_404(request, pk)
    text = lines_of(request)
    try:
        reply.save_draft(conversation=conversation, agent=me(request), text=text, now=timezone.now())
    except reply.NotAllowed:
        return JsonResponse({"remarks": [], "answered": [], "state": "Not kept: you may not answer here."}, status=403)
    seen = reply.preview(conversation=conversation, agent=me(request), text=text)
    return JsonResponse(
        {
            "remarks": [_remark(remark) for remark in seen.remarks],
            "answered": [question.text for question in seen.questions if question.answered],
            "state": "Draft kept",
        }
    )


def _remark(remark: Remark) -> dict[str, Any]:
    start, end = remark.span
    return {
        "id": remark.id,
        "level": remark.level,
        "start": start,
        "end": end,
        "why": remark.why,
        "try": remark.instead,
    }
