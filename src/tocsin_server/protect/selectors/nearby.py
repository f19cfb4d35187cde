"""Incidents near a venue lately."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from tocsin.base.sphere import great_circle_km
from tocsin_server import clock
from tocsin_server.extract import selectors as extract
from tocsin_server.extract.models import Incident
from tocsin_server.protect.models import Venue
from tocsin_server.units.viewer import Viewer

LATELY = timedelta(days=30)
KILOMETRES = 25.0
MOST = 20
_KM_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Near:
    """An incident and how far from the venue it was, as far as its place is known."""

    incident: Incident
    kilometres: float


def incidents_near(row: Venue, viewer: Viewer) -> list[Near]:
    """Incidents of the last 30 days within 25 km that the viewer may see, the latest first, at most 20."""
    since = (clock.now() - LATELY).date()
    reach = KILOMETRES / _KM_A_DEGREE
    band = (row.latitude - reach, row.latitude + reach)
    found = extract.incidents(viewer, extract.Filters(first=since)).filter(latitude__range=band)
    rows = list(found.filter(longitude__isnull=False).defer("data"))
    points = np.array([[one.latitude, one.longitude] for one in rows], dtype=np.float64).reshape(-1, 2)
    away = great_circle_km(row.latitude, row.longitude, points[:, 0], points[:, 1]).tolist()
    near = [Near(one, kilometres) for one, kilometres in zip(rows, away, strict=True)]
    return [one for one in near if one.kilometres <= KILOMETRES][:MOST]
