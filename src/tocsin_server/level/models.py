import uuid

from django.db import models

from tocsin_server.extract.models import Incident
from tocsin_server.forewarn.models import Warning
from tocsin_server.units.models import Marked, Unit


class Declaration(Marked):
    """A level put in force over `unit` and all below it. It always has an end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=200, unique=True, help_text="Makes raising twice the same as once")
    scheme = models.CharField(max_length=50)
    rank = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=100)
    basis = models.TextField(help_text="The law or rule it rests on")
    owner = models.CharField(max_length=200, help_text="The office answerable for it")
    reason = models.TextField()
    plan = models.CharField(max_length=50, help_text="Version of the catalogue of measures")
    starts = models.DateTimeField()
    ends = models.DateTimeField(db_index=True)
    ended = models.DateTimeField(null=True, blank=True, help_text="When it was ended early")
    warnings = models.ManyToManyField(Warning, blank=True, related_name="declarations")
    incidents = models.ManyToManyField(Incident, blank=True, related_name="declarations")


class OrderState(models.TextChoices):
    ISSUED = "issued", "Not yet acknowledged"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"


class Order(models.Model):
    """One measure asked of one unit. `key` exists once, so no order is ever given twice."""

    key = models.CharField(primary_key=True, max_length=250)
    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="orders")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="orders")
    measure = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    text = models.TextField()
    issued = models.DateTimeField()
    acknowledge_by = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=15, choices=OrderState.choices, default=OrderState.ISSUED)
    acknowledged = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state"], name="order_unit_state"),
            models.Index(fields=["declaration", "state"], name="order_declaration_state"),
        ]
