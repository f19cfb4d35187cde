import uuid

from django.db import models

from tocsin_server.extract.models import Incident
from tocsin_server.forewarn.models import Warning
from tocsin_server.level.models.plans import Plan
from tocsin_server.units.models import Marked


class DeclarationState(models.TextChoices):
    PROPOSED = "proposed", "Waits for a second person"
    DECLARED = "declared", "Declared"
    REFUSED = "refused", "Refused by the second person"


class Declaration(Marked):
    """A level put in force over `unit` and all below it. It always has an end.

    One that is declared holds from `starts` until `ended` or `ends`, whichever comes first. It may take the
    place of an earlier one over the same unit, whose orders it then carries on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=200, unique=True, help_text="Makes raising twice the same as once")
    state = models.CharField(
        max_length=10, choices=DeclarationState.choices, default=DeclarationState.DECLARED
    )
    exercise = models.BooleanField(default=False)
    scheme = models.CharField(max_length=50)
    rank = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=100)
    step = models.PositiveSmallIntegerField(help_text="How much preparedness the level asks for")
    threats = models.JSONField(default=list, blank=True, help_text="Kinds of threat it is limited to")
    venues = models.JSONField(default=list, blank=True, help_text="Kinds of venue it is limited to")
    basis = models.TextField(help_text="The law or rule it rests on")
    owner = models.CharField(max_length=200, help_text="The office answerable for it")
    reason = models.TextField()
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="declarations")
    starts = models.DateTimeField()
    ends = models.DateTimeField(db_index=True)
    ended = models.DateTimeField(null=True, blank=True, help_text="When it was ended early, or replaced")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    proposed = models.DateTimeField()
    proposed_by = models.CharField(max_length=200)
    decided_by = models.CharField(
        max_length=200, blank=True, help_text="The second person, if one was needed"
    )
    warnings = models.ManyToManyField(Warning, blank=True, related_name="declarations")
    incidents = models.ManyToManyField(Incident, blank=True, related_name="declarations")

    def __str__(self) -> str:
        return f"{self.word} over {self.unit_id}"
