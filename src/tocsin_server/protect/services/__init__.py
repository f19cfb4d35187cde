"""What is done in protection: venues kept, procedures and duties looked after."""

from tocsin_server.protect.services.duties import adopt_regime, drop_regime, record_duty
from tocsin_server.protect.services.hosting import add_event, add_point, call_off_event, remove_point
from tocsin_server.protect.services.importing import (
    Preview,
    TableFaults,
    export_csv,
    export_geojson,
    hand_in,
    look_at,
    take_table,
)
from tocsin_server.protect.services.procedures import (
    adopt_procedure,
    keep_proof,
    open_proof,
    record_rehearsal,
)
from tocsin_server.protect.services.venues import (
    VenueFaults,
    add_contact,
    add_venue,
    change_venue,
    close_venue,
    remove_contact,
    reopen_venue,
)

__all__ = [
    "Preview",
    "TableFaults",
    "VenueFaults",
    "add_contact",
    "add_event",
    "add_point",
    "add_venue",
    "adopt_procedure",
    "adopt_regime",
    "call_off_event",
    "change_venue",
    "close_venue",
    "drop_regime",
    "export_csv",
    "export_geojson",
    "hand_in",
    "keep_proof",
    "look_at",
    "open_proof",
    "record_duty",
    "record_rehearsal",
    "remove_contact",
    "remove_point",
    "reopen_venue",
    "take_table",
]
