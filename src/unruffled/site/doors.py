"""Who is let in, and what is kept outside: nobody sees a page before signing in, and no page stays in a cache."""

import time
from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

API = "/api/"
ELSEWHERE_SECONDS: Final = 10
"""After this time we look whether another process has changed what holds in the organisation."""


class SignInFirst(LoginRequiredMiddleware):
    """Send the unknown to the sign-in page; the API answers 401 by itself, as its callers carry tokens, not cookies."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Return the way to the sign-in page, or None where the request may go on."""
        if request.path.startswith(API):
            return None
        answer: HttpResponseBase | None = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None and request.headers.get("HX-Request") == "true":
            return HttpResponse(status=401, headers={"HX-Redirect": self.get_login_url(view_func)})
        return answer


class KeptNowhere:
    """Let no cache keep a page: what people wrote is on it, and the next person at this machine could go back to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; a view that has said how long its answer may be kept is believed."""
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class ByOurClock:
    """Let a page show its times by the organisation's clock, and work by what holds there now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.looked_at = time.monotonic()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the health check says itself what is wrong with the database."""
        if request.path == "/healthz":
            return self.get_response(request)
        from unruffled.desk.people import house  # needs the tables, which a middleware's module may not

        if time.monotonic() - self.looked_at > ELSEWHERE_SECONDS:
            self.looked_at = time.monotonic()
            house.forget()
        with timezone.override(house.in_force().zone):
            return self.get_response(request)
