"""Django's settings: read from the environment and the data folder, without writing anything."""

import os
import socket
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from unruffled.site import home

PREPARED = {"server_side_binding": True, "prepare_threshold": 3}


def _database(url: str | None) -> dict[str, Any]:
    """Return Django's entry for a libpq address; without one, an entry that nobody can reach.

    A statement that comes again is planned once for each connection: planning is more than half of what our short
    questions cost the database. That needs a session of one's own, which listening for news needs as well.
    """
    given = conninfo_to_dict(url or "postgresql:///unruffled?host=/nonexistent")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.pop("dbname", "unruffled"),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": given.pop("port", ""),
        "OPTIONS": {**given, **PREPARED, **({"pool": {"min_size": 1, "max_size": 12, "timeout": 10}} if url else {})},
        "CONN_HEALTH_CHECKS": True,
    }


# Where it is reached -------------------------------------------------------------------------------------------------

HOST = os.environ.get("HOST", "127.0.0.1")
URL = urlsplit(os.environ.get("UNRUFFLED_URL", ""))  # set it where people come in by another name, say through a proxy
HTTPS = URL.scheme == "https"

DEBUG = os.environ.get("UNRUFFLED_DEBUG") == "1"
SECRET_KEY = home.secret_key()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", HOST, socket.gethostname(), *filter(None, [URL.hostname])]
CSRF_TRUSTED_ORIGINS = [f"{URL.scheme}://{URL.netloc}"] if URL.netloc else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# What is in the house ------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "unruffled.desk.journal",
    "unruffled.desk.people",
    "unruffled.desk.conversations",
    "unruffled.desk.mail",
    "unruffled.desk.cases",
    "unruffled.desk.guidance",
    "unruffled.shells.console",
]
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "unruffled.site.doors.KeptNowhere",
    "unruffled.site.doors.ByOurClock",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "unruffled.site.doors.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "unruffled.site.urls"
WSGI_APPLICATION = "unruffled.site.asgi.django_wsgi"
APPEND_SLASH = False
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in"

# What is kept --------------------------------------------------------------------------------------------------------

DATABASES = {"default": _database(home.database_url())}
PROCRASTINATE_IMPORT_PATHS = ["unruffled.shells.worker.jobs"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

MAIL_INSIDE = [name.strip().lower() for name in os.environ.get("UNRUFFLED_MAIL_INSIDE", "").split(",") if name.strip()]

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes of a request, files apart
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bytes kept in memory; larger files go to disk while they arrive
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
MEDIA_ROOT = home.folder() / "files"
CACHES = {  # of this process alone: the tries to sign in
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}
}

# What people see -----------------------------------------------------------------------------------------------------

SHELLS = home.CHECKOUT / "src" / "unruffled" / "shells"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SHELLS / "console" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]
STATIC_URL = "/static/"
STATIC_ROOT = home.folder() / "static"
STATICFILES_DIRS = [SHELLS / "console" / "static"] if (SHELLS / "console" / "static").is_dir() else []
COLLECTED = (STATIC_ROOT / "staticfiles.json").exists()  # `unruffled up` collects; tests and checks find files in place
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED or os.environ.get("UNRUFFLED_COLLECTING")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("UNRUFFLED_TIME_ZONE", "UTC")  # what people read; stored is UTC

# What is refused -----------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_NAME = "__Host-unruffled" if HTTPS else "unruffled"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-unruffled-csrf" if HTTPS else "unruffled-csrf"
CSRF_COOKIE_SECURE = HTTPS
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# What is logged: names and numbers to standard output, never the text of a message -----------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"not_health": {"()": "unruffled.site.health.Unlogged"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["out"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["out"], "level": "ERROR", "filters": ["not_health"], "propagate": False},
        "procrastinate": {"handlers": ["out"], "level": "WARNING", "propagate": False},
        "unruffled": {"handlers": ["out"], "level": "INFO", "propagate": False},
    },
}
