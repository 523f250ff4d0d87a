"""Light or dark, as a person wants it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from unruffled.desk.flows import preference
from unruffled.shells.console.views.records import me


@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Keep the choice; the page has changed already."""
    try:
        preference.keep(person=me(request), theme=request.POST.get("theme", ""))
    except ValueError:
        return HttpResponse("Good ones: auto, light, dark.", status=422, content_type="text/plain")
    return HttpResponse(status=204)
