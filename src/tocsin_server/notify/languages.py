"""The languages in which alerts are written: their names, their direction, whether two are one."""

from dataclasses import dataclass

from django.conf import settings
from django.conf.locale import LANG_INFO


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its tag: `name` in English, `own` as its speakers call it, `rtl` if written leftwards."""

    tag: str
    name: str
    own: str
    rtl: bool = False


def language(tag: str) -> Language:
    """What is known of a language; of one that is not known, its tag.

    >>> language("ar").own, language("ar").rtl, language("zh-CN").name, language("tlh").name
    ('العربيّة', True, 'Simplified Chinese', 'tlh')
    """
    if tag.lower() in ("zh", "zh-cn"):
        return Language(tag, "Chinese" if tag.lower() == "zh" else "Simplified Chinese", "中文")
    info = LANG_INFO.get(tag.lower()) or LANG_INFO.get(base(tag))
    if info is None or "name" not in info:
        return Language(tag, tag, tag)
    return Language(tag, info["name"], info["name_local"].capitalize(), bool(info["bidi"]))


def base(tag: str) -> str:
    """
    >>> base("fr-CA")
    'fr'
    """
    return tag.partition("-")[0].lower()


def site_languages() -> list[Language]:
    """Those the site writes its alerts in, the first one first."""
    return [language(tag) for tag in settings.TOCSIN_ALERT_LANGUAGES]
