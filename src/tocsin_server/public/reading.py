"""How somebody reads the pages: language, size, contrast. Asked for in the address, kept in a cookie."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation.trans_real import parse_accept_lang_header

from tocsin_server.notify.languages import base, language
from tocsin_server.public.wording import FALLBACK, LANGUAGES

CHOICES = {"language": tuple(LANGUAGES), "text": ("usual", "large"), "contrast": ("usual", "more")}
"""What can be chosen, each with its values; the name is that of the parameter and of the cookie."""

YEAR = 365 * 86400


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader's choices."""

    language: str
    text: str
    contrast: str

    @property
    def direction(self) -> str:
        """Which way the language is written."""
        return "rtl" if language(self.language).rtl else "ltr"


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that chooses something: its text, where it leads, whether it is chosen already."""

    value: str
    name: str
    link: str
    chosen: bool


def reader_of(request: HttpRequest) -> Reader:
    """What the address asks for; else what was chosen before; else what the browser says."""
    return Reader(
        _chosen(request, "language") or _preferred(request),
        _chosen(request, "text") or "usual",
        _chosen(request, "contrast") or "usual",
    )


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Keep what the address asks for; nothing is kept of those who choose nothing."""
    for name, values in CHOICES.items():
        if request.GET.get(name) in values:
            response.set_cookie(
                name,
                request.GET[name],
                max_age=YEAR,
                samesite="Lax",
                secure=settings.BEHIND_TLS,
                httponly=True,
            )


def chooses(request: HttpRequest) -> bool:
    """Whether the address asks for anything that will be kept."""
    return any(request.GET.get(name) in values for name, values in CHOICES.items())


def languages(request: HttpRequest, reader: Reader) -> list[Choice]:
    """The languages of the pages, each by its own name."""
    return [
        Choice(tag, language(tag).own, address(request, language=tag), tag == reader.language)
        for tag in LANGUAGES
    ]


def address(request: HttpRequest, **changes: str) -> str:
    """This page's address with other parameters; an empty one is left out."""
    given = {name: request.GET[name] for name in request.GET} | changes
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{request.path}?{query}" if query else request.path


def _chosen(request: HttpRequest, name: str) -> str:
    asked, kept = request.GET.get(name, ""), request.COOKIES.get(name, "")
    return next((value for value in (asked, kept) if value in CHOICES[name]), "")


def _preferred(request: HttpRequest) -> str:
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return next((base(tag) for tag, _ in asked if base(tag) in LANGUAGES), FALLBACK)
