"""Profiles of CAP 1.2: rules of a country or body on top of the standard's. One file each, one line here."""

from collections.abc import Mapping
from types import MappingProxyType

from tocsin.notify.profiles.australia import Australia
from tocsin.notify.profiles.canada import Canada
from tocsin.notify.profiles.ipaws import Ipaws
from tocsin.notify.profiles.profile import Profile
from tocsin.notify.profiles.tocsin import Tocsin

TOCSIN = Tocsin()

_ALL: tuple[Profile, ...] = (TOCSIN, Ipaws(), Canada(), Australia())
PROFILES: Mapping[str, Profile] = MappingProxyType({profile.name: profile for profile in _ALL})
"""Every profile by its name."""

__all__ = ["PROFILES", "TOCSIN", "Profile"]
