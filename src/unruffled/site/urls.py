"""Every address of the house: the console's pages, the API, and the health check."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from unruffled.site.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz)]

if find_spec("unruffled.shells.api") and find_spec("unruffled.shells.api.urls"):
    urlpatterns.append(path("api/v1/", include("unruffled.shells.api.urls")))
if find_spec("unruffled.shells.console") and find_spec("unruffled.shells.console.urls"):
    urlpatterns.append(path("", include("unruffled.shells.console.urls")))
