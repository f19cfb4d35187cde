"""The nouns every stage shares."""

from tocsin.base.alert import Alert, AlertStatus, Area, Info, MessageType, Reference, Resource, Scope
from tocsin.base.evidence import Evidence
from tocsin.base.incident import (
    TOLLS,
    ActionKind,
    Claim,
    Count,
    Incident,
    IncidentKind,
    OfficialAction,
    Reading,
    Step,
)
from tocsin.base.level import STEPS, Declaration, Level, Scheme, ThreatKind
from tocsin.base.order import Order
from tocsin.base.place import Place, PlaceKind
from tocsin.base.report import Report, report_id
from tocsin.base.tlp import TLP
from tocsin.base.unit import Unit, UnitKind, VenueKind
from tocsin.base.warning import Explanation, Warning
from tocsin.base.when import Precision, When

__all__ = [
    "STEPS",
    "TLP",
    "TOLLS",
    "ActionKind",
    "Alert",
    "AlertStatus",
    "Area",
    "Claim",
    "Count",
    "Declaration",
    "Evidence",
    "Explanation",
    "Incident",
    "IncidentKind",
    "Info",
    "Level",
    "MessageType",
    "OfficialAction",
    "Order",
    "Place",
    "PlaceKind",
    "Precision",
    "Reading",
    "Reference",
    "Report",
    "Resource",
    "Scheme",
    "Scope",
    "Step",
    "ThreatKind",
    "Unit",
    "UnitKind",
    "VenueKind",
    "Warning",
    "When",
    "report_id",
]
