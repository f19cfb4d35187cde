"""A meeting of the cast: the nation convenes the region and the neighbour, while a level is in force."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.server.conftest import Cast
from tocsin_server.level import services
from tocsin_server.level.models import Declaration, Meeting

MORNING = datetime(2015, 11, 14, 1, 25, tzinfo=UTC)
NINE = MORNING + timedelta(hours=2)
"""When the meeting begins."""
CALL: dict[str, Any] = {
    "key": "meeting-1",
    "unit_id": "nation",
    "title": "National group, first meeting",
    "agenda": "What is known of the attacks abroad\nWhat each unit does next",
    "place": "Room 1",
    "starts": NINE,
    "ends": NINE + timedelta(hours=1),
    "unit_ids": ["region", "neighbour"],
}
RAISE: dict[str, Any] = {
    "key": "decision-1",
    "scheme": "generic",
    "rank": 3,
    "unit_id": "nation",
    "basis": "Emergency Response Law, article 45",
    "owner": "Duty officer, nation",
    "reason": "Attacks abroad",
    "ends": MORNING + timedelta(days=7),
}
DECIDE: dict[str, Any] = {
    "title": "Doubled patrols at stations",
    "text": "Double the patrols at every station until further notice.",
    "area": "patrols",
    "unit_ids": ["region", "locality"],
    "acknowledge": timedelta(hours=1),
    "do": timedelta(hours=6),
    "basis": "Police act, article 6",
    "owner": "Duty officer, nation",
}


def convened(cast: Cast, **changes: Any) -> Meeting:
    return services.convene(cast["nation.duty_officer"], **CALL | changes)


def raised(cast: Cast, **changes: Any) -> Declaration:
    return services.raise_level(cast["nation.duty_officer"], **RAISE | changes)
