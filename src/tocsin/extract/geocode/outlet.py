"""What the address of an outlet says of its country."""

from urllib.parse import urlsplit

# Codes that are sold to the whole world, or are of no one country, and so say nothing of it.
_SOLD = frozenset(
    (
        "ac",
        "ag",
        "ai",
        "am",
        "cc",
        "cd",
        "co",
        "eu",
        "fm",
        "gg",
        "io",
        "la",
        "ly",
        "me",
        "ms",
        "nu",
        "sc",
        "sh",
        "st",
        "tk",
        "to",
        "tv",
        "vc",
        "vg",
        "ws",
    )
)
_ISO = {"uk": "GB"}


def country_of(address: str) -> str:
    """ISO 3166-1 code of the country whose top-level domain an address bears, "" where it tells none.

    >>> country_of("https://www.example.co.uk/news/1"), country_of("news.example.ca"), country_of("x.com")
    ('GB', 'CA', '')
    """
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    last = host.rpartition(".")[2]
    if len(last) != 2 or not last.isalpha() or not last.isascii() or last in _SOLD:
        return ""
    return _ISO.get(last, last.upper())
