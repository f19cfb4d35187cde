"""An alert in two languages and its update, for tests that need no database."""

from dataclasses import replace
from datetime import timedelta

from tests.server.notify.conftest import NOON
from tocsin.base import Alert, AlertStatus, Area, Info, MessageType, Scope

INFO = Info(
    language="en",
    category=("Security",),
    event="Attack",
    urgency="Immediate",
    severity="Extreme",
    certainty="Observed",
    expires=NOON + timedelta(hours=6),
    headline="Stay indoors",
    description="There is shooting near the station.",
    instruction="Stay where you are. Lock the doors.",
    areas=(Area(description="Old town", circles=((39.9, 116.4, 2.0),)),),
)
FRENCH = replace(INFO, language="fr-FR", headline="Restez chez vous", instruction="Fermez les portes.")
ALERT = Alert(
    identifier="urn:oid:2.49.0.1.0.0.2015.7",
    sender="duty@tocsin.example",
    sent=NOON,
    status=AlertStatus.ACTUAL,
    message_type=MessageType.ALERT,
    scope=Scope.PUBLIC,
    infos=(INFO, FRENCH),
)
UPDATE = replace(
    ALERT,
    identifier="urn:oid:2.49.0.1.0.0.2015.8",
    sent=NOON + timedelta(minutes=1),
    message_type=MessageType.UPDATE,
    references=(ALERT.reference,),
)
