"""`GET /search?q=`: conversations by their words."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from unruffled.desk.conversations import queries
from unruffled.shells.api.conversations import After, Limit, Rows, as_page
from unruffled.shells.api.errors import answer, wrong_fields
from unruffled.shells.api.schema import REFUSALS, refuse_unknown
from unruffled.shells.api.tokens import caller

router = Router(tags=["search"])

Words = Annotated[str, Query(max_length=500, description="Words, or their beginnings; all of them must occur.")]


@router.get("/search", response={200: Rows, **REFUSALS}, summary="Search")
def search(request: HttpRequest, q: Words, limit: Limit = 50, after: After = None) -> HttpResponse:
    """Find the conversations in which all these words occur, newest first: subject, names, all that was said."""
    refuse_unknown(request, "q", "limit", "after")
    try:
        page = queries.search_for(caller(request), q, after=after, limit=limit, now=timezone.now())
    except queries.BadCursor as error:
        raise wrong_fields({"after": str(error)}) from None
    return answer(as_page(page))
