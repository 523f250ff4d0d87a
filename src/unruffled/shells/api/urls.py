"""The addresses of the API, each behind the same door; any other one is a 404 of ours."""

from __future__ import annotations

from django.urls import URLPattern, re_path
from django.views.decorators.http import require_safe

from unruffled.shells.api.door import door, nothing_here
from unruffled.shells.api.interface import api

urlpatterns: list[URLPattern] = []
for address in api.urls[0]:
    if isinstance(address, URLPattern):
        view = require_safe(address.callback) if address.name == "openapi-json" else address.callback
        address.callback = door(view)
        urlpatterns.append(address)
urlpatterns.append(re_path(r"", door(nothing_here)))
app_name = "api"
