"""Every address of the house: the health check, the API, and the console's pages."""

from django.urls import include, path

from unruffled.site.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("api/v1/", include("unruffled.shells.api.urls")),
    path("", include("unruffled.shells.console.urls")),
]
