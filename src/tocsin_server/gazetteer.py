"""The list of places of this process: opened on first use, and once for all who look places up."""

from functools import cache

from django.conf import settings

from tocsin.extract.gazetteer import Gazetteer


@cache
def gazetteer() -> Gazetteer:
    """That of the package, or the one that the site has imported (`TOCSIN_GAZETTEER`)."""
    return Gazetteer.open(settings.TOCSIN_GAZETTEER)
