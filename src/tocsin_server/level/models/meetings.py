import uuid

from django.db import models

from tocsin.base import TLP
from tocsin_server.level.models.declarations import Declaration
from tocsin_server.level.models.orders import EvidenceFile
from tocsin_server.level.models.plans import Measure
from tocsin_server.units.models import Marked, Unit


class Meeting(Marked):
    """Units convened by `unit`: when, where, on what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=200, unique=True, help_text="Makes convening twice the same as once")
    title = models.CharField(max_length=200)
    agenda = models.TextField(blank=True)
    place = models.CharField(max_length=300, blank=True, help_text="A room, or the address of a call")
    starts = models.DateTimeField(db_index=True)
    ends = models.DateTimeField()
    exercise = models.BooleanField(default=False)
    declaration = models.ForeignKey(
        Declaration, models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    convened = models.DateTimeField()
    convened_by = models.CharField(max_length=200)
    called_off = models.DateTimeField(null=True, blank=True)
    minutes = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class Attendance(models.TextChoices):
    INVITED = "invited", "Invited"
    ACCEPTED = "accepted", "Will attend"
    DECLINED = "declined", "Will not attend"
    ATTENDED = "attended", "Attended"
    ABSENT = "absent", "Did not attend"


class Invitation(models.Model):
    """One unit's part in a meeting: what it said beforehand, and whether it was there."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="invitations")
    attendance = models.CharField(max_length=10, choices=Attendance.choices, default=Attendance.INVITED)
    who = models.CharField(max_length=200, blank=True, help_text="The office that speaks for the unit")
    changed = models.DateTimeField(null=True, blank=True)
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "unit"], name="invited_once")]


class Paper(models.Model):
    """Information shared in a meeting, under its own TLP label."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="papers")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    tlp = models.CharField(max_length=12, choices=[(t.value, t.label) for t in TLP], default=TLP.AMBER.value)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, blank=True, related_name="papers")
    shared = models.DateTimeField()
    shared_by = models.CharField(max_length=200)


class Receipt(models.Model):
    """That a unit received a paper: when somebody who may read it first opened it."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="receipts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "unit"], name="received_once")]


class Decision(models.Model):
    """What a meeting decided; `measure` is the order it became for the units it names, under
    `declaration`."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    text = models.TextField()
    declaration = models.ForeignKey(
        Declaration, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    measure = models.OneToOneField(Measure, models.PROTECT, null=True, blank=True, related_name="decision")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
