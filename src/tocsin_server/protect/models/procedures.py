from django.db import models

from tocsin.protect.duties import ProcedureKind
from tocsin_server.level.models import EvidenceFile
from tocsin_server.protect.models.venues import Event, Regime, Venue


class Procedure(models.Model):
    """What people at a venue do when something happens, as adopted. A version never changes."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="procedures")
    kind = models.CharField(max_length=15, choices=[(kind.value, kind.name) for kind in ProcedureKind])
    version = models.PositiveIntegerField()
    text = models.TextField()
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, blank=True, related_name="+")
    adopted = models.DateTimeField()
    adopted_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["venue", "kind", "version"], name="one_procedure_version")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Outcome(models.TextChoices):
    WORKED = "worked", "It worked"
    WITH_FAULTS = "with_faults", "It worked, with faults to mend"
    FAILED = "failed", "It did not work"


class Rehearsal(models.Model):
    """A procedure tried out: when, and what came of it."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="rehearsals")
    held = models.DateTimeField()
    outcome = models.CharField(max_length=15, choices=Outcome.choices)
    note = models.TextField(blank=True)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, blank=True, related_name="+")
    recorded = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)


class DutyState(models.TextChoices):
    OPEN = "open", "Open"
    IN_PROGRESS = "in_progress", "In progress"
    MET = "met", "Met"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class DutyRecord(models.Model):
    """What was said of a duty of a venue or an event, and when; the last one stands, none is changed."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="duty_records")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="duty_records")
    regime = models.ForeignKey(Regime, models.PROTECT, related_name="+")
    duty = models.CharField(max_length=100)
    state = models.CharField(max_length=15, choices=DutyState.choices)
    due = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
