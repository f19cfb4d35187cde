"""Settings of the service. Everything a site may set is an environment variable named TOCSIN_*; the list
stands in docs/reference/settings.md and a test holds the two together."""

import json
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tocsin_server.clock import SimulatedClock

HOME = Path(os.environ.get("TOCSIN_HOME", "var")).absolute()
"""Where the site's data lives: database, secret key, files."""


def _secret_key() -> str:
    """The site's own key, made on first use and readable by its owner alone."""
    if given := os.environ.get("TOCSIN_SECRET_KEY"):
        return given
    path = HOME / "secret_key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def _database(url: str) -> dict[str, Any]:
    """Django's description of the database at `url`; SQLite in the home folder where none is given."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(HOME / "tocsin.sqlite3"),
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SystemExit(f"TOCSIN_DATABASE: {parts.scheme}:// is not known; use postgresql://user@host/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _clock() -> SimulatedClock | None:
    """The clock of a sample site, as written beside its data when the sample was loaded."""
    path = HOME / "clock.json"
    if not path.exists():
        return None
    stored = json.loads(path.read_text())
    return SimulatedClock(stored["real"], datetime.fromisoformat(stored["shown"]), stored["speed"])


SECRET_KEY = _secret_key()
DEBUG = False
SAMPLE = (HOME / "sample.json").exists()
"""A site that holds the invented sample day: sample log-ins, no second factor asked, a banner on each page."""

ALLOWED_HOSTS = [h for h in os.environ.get("TOCSIN_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
BEHIND_TLS = os.environ.get("TOCSIN_TLS", "") == "1"
"""Set where a proxy speaks TLS to the world: cookies become secure and HSTS is sent."""

DATABASES = {"default": _database(os.environ.get("TOCSIN_DATABASE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TOCSIN_CLOCK = _clock()

STAGES = ["collect", "extract", "forewarn", "level", "notify"]
INSTALLED_APPS = [
    *(f"tocsin_server.{name}" for name in ("ledger", "units", "jobs", *STAGES, "pipeline")),
    *(f"tocsin_server.{name}" for name in ("console", "public", "api")),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tocsin_server.units.middleware.ViewerMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tocsin_server.console.context.site",
            ],
        },
    }
]
ROOT_URLCONF = "tocsin_server.urls"
WSGI_APPLICATION = "tocsin_server.wsgi.application"

AUTH_USER_MODEL = "units.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True

LANGUAGE_CODE = "en"
TIME_ZONE = os.environ.get("TOCSIN_TIME_ZONE", "UTC")
USE_TZ = True

CONSOLE_PATH = "/console/"
PRIVATE_PATHS = (CONSOLE_PATH, "/accounts/", "/api/")
"""What no cache may keep."""

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = HOME / "files"
