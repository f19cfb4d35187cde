"""Judging: what a person makes of a warning."""

from tocsin.errors import BadInput
from tocsin_server import clock
from tocsin_server.forewarn.models import Judgement, Warning
from tocsin_server.ledger.services import act
from tocsin_server.units.permissions import Permission, require
from tocsin_server.units.viewer import Viewer
from tocsin_server.units.visibility import visible


def judge(warning_id: int, judgement: str, viewer: Viewer) -> Warning:
    """Record what a person thinks of a warning: it teaches which detectors are worth listening to."""
    if judgement not in Judgement.values:
        known = ", ".join(value for value in Judgement.values if value)
        raise BadInput(f"must be one of {known}, or nothing", where="judgement")
    with act(viewer.actor, "forewarn.judged") as entry:
        warning = (
            visible(Warning.objects.select_for_update(of=("self",)), viewer).filter(pk=warning_id).first()
        )
        if warning is None:
            raise BadInput(
                "there is no such warning", where=f"warning {warning_id}", reason="unknown_warning"
            )
        require(viewer, Permission.JUDGE_WARNING, warning.unit)
        entry.subject = f"warning:{warning.pk}"
        entry.data = {"judgement": judgement, "before": warning.judgement}
        warning.judgement, warning.judged_by, warning.judged = judgement, viewer.label, clock.now()
        warning.save(update_fields=["judgement", "judged_by", "judged"])
    return warning
