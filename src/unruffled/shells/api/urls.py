"""The addresses of the API, each behind the same door; any other one is a 404 of ours."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from unruffled.shells.api.door import door, nothing_here
from unruffled.shells.api.interface import api, openapi

urlpatterns = [path("openapi.json", door(openapi))]
for address in api.urls[0]:
    if isinstance(address, URLPattern):
        address.callback = door(address.callback)
        urlpatterns.append(address)
urlpatterns.append(re_path(r"", door(nothing_here)))
app_name = "api"
