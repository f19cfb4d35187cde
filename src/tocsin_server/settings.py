"""Settings of the service. Everything a site may set is an environment variable named TOCSIN_*; the list
stands in docs/reference/settings.md and a test holds the two together."""

import json
import os
import re
import secrets
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from csp.constants import NONE, SELF
from xstatic.pkg import leaflet, leaflet_markercluster

from tocsin.base import Scheme
from tocsin.errors import BadInput
from tocsin.level import get_scheme, load_scheme
from tocsin.notify.identity import check_authority
from tocsin.notify.profiles import PROFILES
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


_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def _mail(url: str) -> SplitResult:
    """The mail server at `url`: smtp:// plain, smtp+tls:// with STARTTLS, smtps:// with TLS throughout."""
    parts = urlsplit(url)
    if url and (parts.scheme not in _MAIL_PORTS or not parts.hostname):
        raise SystemExit("TOCSIN_MAIL: use smtp://, smtp+tls:// or smtps://user:password@host:port")
    return parts


def _scheme(name: str) -> Scheme:
    """One of the schemes that come with Tocsin, or the site's own by the path of its TOML file."""
    try:
        return load_scheme(Path(name)) if name.endswith(".toml") else get_scheme(name)
    except BadInput as error:
        raise SystemExit(f"TOCSIN_SCHEME: {error}") from None


def _clock() -> SimulatedClock | None:
    """The clock of a sample site, as written beside its data when the sample was loaded."""
    path = HOME / "clock.json"
    if os.environ.get("TOCSIN_DATABASE") or not path.exists():
        return None  # a sample lives in its home's own database; another database is a real site's
    stored = json.loads(path.read_text())
    return SimulatedClock(stored["real"], datetime.fromisoformat(stored["shown"]), stored["speed"])


def _gazetteer(name: str) -> Path | None:
    """The site's own list of places; None for the one that comes with Tocsin."""
    if name and not Path(name).is_file():
        raise SystemExit(f"TOCSIN_GAZETTEER: there is no file {name}; `tocsin gazetteer import` writes one")
    return Path(name) if name else None


def _sms(name: str) -> str:
    """How SMS leave: "folder", or the address of a gateway."""
    if name not in ("", "folder") and not name.startswith(("http://", "https://")):
        raise SystemExit("TOCSIN_SMS: use `folder`, or the https:// address of a gateway")
    return name


def _networks(variable: str, names: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(name.strip()) for name in names.split(",") if name.strip()]
    except ValueError as error:
        raise SystemExit(f"{variable}: {error}; use networks such as 10.1.0.0/16") from None


def _authority(arc: str) -> str:
    try:
        return check_authority(arc)
    except BadInput as error:
        raise SystemExit(f"TOCSIN_AUTHORITY_OID: {error}") from None


def _sender(name: str) -> str:
    if not re.fullmatch(r"[^\s,<&]+", name):
        raise SystemExit(f"TOCSIN_SENDER: {name!r} is empty or has a space, comma, < or &, which CAP forbids")
    return name


def _vapid_key(key: str) -> str:
    """A private key of web push: 32 bytes in base64url."""
    if key and not re.fullmatch(r"[A-Za-z0-9_-]{43}=?", key):
        raise SystemExit("TOCSIN_VAPID_KEY: use the private key as 32 bytes in base64url")
    return key


def _mqtt(url: str) -> str:
    """A broker and the topic on it, in one address."""
    parts = urlsplit(url)
    known = parts.scheme in ("mqtt", "mqtts") and parts.hostname
    if url and not (known and parts.path.strip("/") and not set(unquote(parts.path)) & set("+#")):
        raise SystemExit("TOCSIN_MQTT: use mqtts://user:password@host:port/topic, the topic without + or #")
    return url


def _cells(name: str) -> str:
    """How broadcasts leave: "folder", or the address of a cell broadcast centre."""
    parts = urlsplit(name)
    try:
        reachable = parts.scheme in ("tcp", "tls") and bool(parts.hostname) and bool(parts.port)
    except ValueError:
        reachable = False
    if name not in ("", "folder") and not reachable:
        raise SystemExit("TOCSIN_CELLS: use `folder`, tls://host:port or tcp://host:port")
    return name


def _address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise SystemExit(f"TOCSIN_URL: {url!r} is not an address such as https://tocsin.example")
    return url.rstrip("/")


def _number(name: str, default: int) -> int:
    given = os.environ.get(name, str(default))
    if not given.isdecimal():
        raise SystemExit(f"{name}: {given!r} is not a whole number")
    return int(given)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise SystemExit(f"TOCSIN_TIME_ZONE: {name!r} is not a time zone; use one such as Europe/Paris")
    return name


def _languages(names: str) -> list[str]:
    given = [name.strip() for name in names.split(",") if name.strip()]
    if not given or not all(re.fullmatch(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*", name) for name in given):
        raise SystemExit(f"TOCSIN_ALERT_LANGUAGES: {names!r} is not a list of language tags such as en,fr")
    return list(dict.fromkeys(given))


def _profiles(names: str) -> list[str]:
    given = [name.strip() for name in names.split(",") if name.strip()]
    if strange := [name for name in given if name not in PROFILES]:
        raise SystemExit(f"TOCSIN_CAP_PROFILE: {strange[0]!r} is not one of {', '.join(PROFILES)}")
    return given


def _log_level(name: str) -> str:
    levels = ("debug", "info", "warning", "error")
    if name.lower() not in levels:
        raise SystemExit(f"TOCSIN_LOG: {name!r} is not one of {', '.join(levels)}")
    return name.upper()


SECRET_KEY = _secret_key()
DEBUG = False
SAMPLE = not os.environ.get("TOCSIN_DATABASE") and (HOME / "sample.json").exists()
"""A site that holds the invented sample day: sample log-ins, no second factor asked, a banner on pages."""

TOCSIN_AUTHORITY_OID = _authority(os.environ.get("TOCSIN_AUTHORITY_OID", "2.49.0.1.0.0"))
"""The arc of this alerting authority in the WMO register, with which its alerts' identifiers begin; the
default is nobody's."""
TOCSIN_SENDER = _sender(os.environ.get("TOCSIN_SENDER", "duty@tocsin.example"))
"""Who sends the alerts, as CAP names it: unique to the body, by custom an e-mail address."""
TOCSIN_SIGNING_KEY = os.environ.get("TOCSIN_SIGNING_KEY", "")
TOCSIN_SIGNING_CERTIFICATE = os.environ.get("TOCSIN_SIGNING_CERTIFICATE", "")
"""PEM files of the key that signs the alerts and its certificate; where none are given, they are made on
first use."""
if bool(TOCSIN_SIGNING_KEY) != bool(TOCSIN_SIGNING_CERTIFICATE):
    raise SystemExit("TOCSIN_SIGNING_KEY, TOCSIN_SIGNING_CERTIFICATE: set both or neither; they are a pair")
TOCSIN_SCHEME: Scheme = _scheme(os.environ.get("TOCSIN_SCHEME", "generic"))
"""The scheme of levels that the whole site uses: two beside each other would leave open which level holds."""
TOCSIN_GAZETTEER = _gazetteer(os.environ.get("TOCSIN_GAZETTEER", ""))
"""The list of places that reports are read with, as `tocsin gazetteer import` writes it."""
TOCSIN_SECOND_PERSON = _number("TOCSIN_SECOND_PERSON", 0 if SAMPLE else 3)
"""The step of preparedness from which a level takes a second person to come into force; 0: none ever does."""
TOCSIN_ALERT_SECOND_PERSON = _number("TOCSIN_ALERT_SECOND_PERSON", 0 if SAMPLE else 1)
"""1: an actual alert goes out only when a second person has confirmed it; 0: one person is enough."""
TOCSIN_ALERT_ALONE = _number("TOCSIN_ALERT_ALONE", 1)
"""1: with nobody else there, one person may publish with a written reason, to be reviewed; 0: never."""
TOCSIN_ALERT_LANGUAGES = _languages(os.environ.get("TOCSIN_ALERT_LANGUAGES", "en,fr,es,ar,zh"))
"""The languages in which the site's alerts are written, the first one first."""
TOCSIN_CAP_PROFILES = _profiles(os.environ.get("TOCSIN_CAP_PROFILE", ""))
"""Profiles of CAP that the site's alerts keep besides Tocsin's own, by name."""
TOCSIN_WARNING_MINIMUM = _number("TOCSIN_WARNING_MINIMUM", 3)
"""Fewer incidents or reports than this raise no warning, however unusual; a grave one raises its own."""
TOCSIN_WARNING_COOL_DOWN = _number("TOCSIN_WARNING_COOL_DOWN", 6)
"""Days after a warning in which the same series warns again only where its count is twice as high."""
TOCSIN_WARNING_BUDGET = _number("TOCSIN_WARNING_BUDGET", 0)
"""Most warnings of one unit in seven days running, those of grave incidents apart; 0: no limit."""
TOCSIN_WARNING_CLUSTER_NIGHTS = _number("TOCSIN_WARNING_CLUSTER_NIGHTS", 365)
"""Chance alone is to bring one warning of a cluster in so many nights; 0: clusters are not looked for."""
TOCSIN_WARNING_CLUSTER_KM = _number("TOCSIN_WARNING_CLUSTER_KM", 50)
"""Kilometres from the middle of a cluster to its edge, at most."""
TOCSIN_WARNING_VOLUME = _number("TOCSIN_WARNING_VOLUME", 1)
"""1: counts are held against how many reports come in, where enough do; 0: they are not."""
TOCSIN_CLOCK = _clock()

DATABASES = {
    "default": {
        **_database(os.environ.get("TOCSIN_DATABASE", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
"""Counts failed log-ins; in the database so that every process counts the same."""

_MAIL = _mail(os.environ.get("TOCSIN_MAIL", ""))
EMAIL_HOST = _MAIL.hostname or ""
EMAIL_PORT = _MAIL.port or _MAIL_PORTS.get(_MAIL.scheme, 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.scheme == "smtp+tls", _MAIL.scheme == "smtps"
DEFAULT_FROM_EMAIL = os.environ.get("TOCSIN_MAIL_FROM", TOCSIN_SENDER)

TOCSIN_URL = _address(os.environ.get("TOCSIN_URL", "http://localhost:8000"))
"""Where the site is reached: messages and printed orders lead there."""
TOCSIN_SMS = _sms(os.environ.get("TOCSIN_SMS", ""))
TOCSIN_SMS_TOKEN = os.environ.get("TOCSIN_SMS_TOKEN", "")
TOCSIN_WEBHOOK_NETWORKS = _networks("TOCSIN_WEBHOOK_NETWORKS", os.environ.get("TOCSIN_WEBHOOK_NETWORKS", ""))
"""Private networks that web hooks may reach all the same."""
TOCSIN_CALLBACK_NETWORKS = _networks(
    "TOCSIN_CALLBACK_NETWORKS", os.environ.get("TOCSIN_CALLBACK_NETWORKS", "")
)
"""Private networks that web push and WebSub may reach, though anybody may give such an address."""
TOCSIN_VAPID_KEY = _vapid_key(os.environ.get("TOCSIN_VAPID_KEY", ""))
"""The key by which push services know the site; where none is given, one is made on first use."""
TOCSIN_MQTT = _mqtt(os.environ.get("TOCSIN_MQTT", ""))
"""The broker and topic that alerts are published on."""
TOCSIN_CELLS = _cells(os.environ.get("TOCSIN_CELLS", ""))
"""The cell broadcast centre."""

ALLOWED_HOSTS = [
    host.strip() for host in os.environ.get("TOCSIN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
]
BEHIND_TLS = _number("TOCSIN_TLS", 0) == 1
"""Set where a proxy speaks TLS to the world: cookies become secure and HSTS is sent."""
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 365 * 86400 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SILENCED_SYSTEM_CHECKS = [
    "security.W021"
]  # preloading cannot be taken back: the owner of the name decides it
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ALLAUTH_TRUSTED_PROXY_COUNT = _number("TOCSIN_PROXIES", 1 if BEHIND_TLS else 0)
"""How many proxies add to X-Forwarded-For; log-ins are counted by the address before them."""

SESSION_COOKIE_NAME = "__Host-session" if BEHIND_TLS else "session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_TLS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        **{f"{kind}-src": [SELF] for kind in ("script", "style", "font", "connect", "manifest")},
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

STAGES = ["collect", "extract", "forewarn", "level", "notify", "protect"]
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
    "tocsin_server.console.errors.SizeMiddleware",
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
    "tocsin_server.units.middleware.DoorMiddleware",
    "tocsin_server.console.errors.RefusalMiddleware",
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
FORM_RENDERER = "tocsin_server.console.forms.Renderer"
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
CONSOLE_PATH = "/console/"
PRIVATE_PATHS = (CONSOLE_PATH, "/accounts/", "/api/")
"""What no cache may keep."""

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = CONSOLE_PATH
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_DISPLAY = str
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tocsin"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS

NINJA_PAGINATION_CLASS = "ninja.pagination.CursorPagination"

LANGUAGE_CODE = "en"
TIME_ZONE = _zone(os.environ.get("TOCSIN_TIME_ZONE", "Asia/Shanghai" if SAMPLE else "UTC"))
USE_TZ = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 6_000_000
"""Bytes of one request without its files: somewhat more than the largest document that is read."""
LARGEST_REQUEST = 12_000_000
"""Bytes of one request with its files: somewhat more than the largest file that is kept as evidence."""

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [("leaflet", leaflet.BASE_DIR), ("markercluster", leaflet_markercluster.BASE_DIR)]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"tocsin": {"level": _log_level(os.environ.get("TOCSIN_LOG", "warning"))}},
}
