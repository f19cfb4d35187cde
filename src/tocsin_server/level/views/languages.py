"""In which language a viewer reads what measures ask: chosen in the address, kept for the session."""

from tocsin_server.units.middleware import Request

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية", "zh": "中文"}
KEPT_AS = "orders_language"


def languages() -> list[tuple[str, str]]:
    """Those that the plan that comes with Tocsin is written in, each by its own name."""
    return list(LANGUAGES.items())


def language_of(request: Request) -> str:
    """The one asked for in the address, or chosen before in this session; else English."""
    asked = request.GET.get("language", "")
    if asked in LANGUAGES:
        if request.session.get(KEPT_AS, "en") != asked:
            request.session[KEPT_AS] = asked
        return asked
    return str(request.session.get(KEPT_AS, "en"))
