from django.db import models
from django.db.models.functions import Lower

from tocsin.base import VenueKind
from tocsin_server.units.models import Marked, Unit


class Venue(Marked):
    """A place where many people may be, looked after by `unit`; `present` is a core `Presence` in words."""

    slug = models.CharField(max_length=100, help_text="Its id in tables and addresses")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in VenueKind])
    place = models.CharField(max_length=300, blank=True, help_text="Where it is, in words")
    latitude = models.FloatField()
    longitude = models.FloatField()
    zone = models.CharField(max_length=64, help_text="IANA zone of its clock")
    capacity = models.PositiveIntegerField(help_text="The most people it may hold")
    present = models.TextField(help_text="People present by hour of the week")
    district = models.CharField(max_length=200, blank=True)
    floor = models.FloatField(default=0.0, help_text="The least share of shifts with a visit")
    ceiling = models.FloatField(default=1.0, help_text="The most")
    notes = models.TextField(blank=True)
    added = models.DateTimeField()
    changed = models.DateTimeField()
    changed_by = models.CharField(max_length=200)
    closed = models.DateTimeField(null=True, blank=True, help_text="When it stopped being looked after")

    class Meta:
        constraints = [models.UniqueConstraint(Lower("slug"), name="one_venue_of_an_id")]
        indexes = [
            models.Index(fields=["unit", "kind"], name="venue_unit"),
            models.Index(fields=["latitude", "longitude"], name="venue_place"),
        ]

    def __str__(self) -> str:
        return self.name


class VenueContact(models.Model):
    """Who is called about a venue: a function there and its number, never a person."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="contacts")
    function = models.CharField(max_length=200, help_text="Such as control room or caretaker on duty")
    number = models.CharField(max_length=50)
    position = models.PositiveSmallIntegerField(default=1, help_text="Order in which to call")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venue", "function", "number"], name="called_once")]


class Event(models.Model):
    """Something at a venue for which many people come."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="events")
    name = models.CharField(max_length=200)
    starts = models.DateTimeField(db_index=True)
    ends = models.DateTimeField()
    expected = models.PositiveIntegerField(help_text="The most people at a time")
    entry_checks = models.BooleanField(default=False, help_text="Whether entry is checked: tickets, passes")
    notes = models.TextField(blank=True)
    added = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    called_off = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class PointKind(models.TextChoices):
    ENTRANCE = "entrance", "Entrance"
    CHECKPOINT = "checkpoint", "Checkpoint"


class Point(models.Model):
    """An entrance, or a place where a patrol shows that it was there by reading its QR code."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="points")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=PointKind.choices)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    code = models.CharField(max_length=40, unique=True, help_text="In its QR code; nobody can guess it")
    added = models.DateTimeField()
    removed = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "name"], condition=models.Q(removed=None), name="one_point_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Regime(models.Model):
    """Duties of venues as they were adopted for a unit and all below it. A version never changes."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    version = models.CharField(max_length=50)
    title = models.CharField(max_length=300)
    source = models.TextField(help_text="The TOML file, as adopted")
    digest = models.CharField(max_length=64)
    adopted = models.DateTimeField()
    adopted_by = models.CharField(max_length=200)
    dropped = models.DateTimeField(null=True, blank=True, help_text="When it stopped holding")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name", "version"], name="one_regime_version"),
            models.UniqueConstraint(
                fields=["unit", "name"], condition=models.Q(dropped=None), name="one_regime_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class VenueImport(models.Model):
    """A table of venues somebody has handed in and looks at before it is taken, whole or not at all."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text="Whose the new venues become")
    name = models.CharField(max_length=200, help_text="The file's")
    data = models.BinaryField(help_text="The file; emptied once it is taken")
    digest = models.CharField(max_length=64)
    handed_in = models.DateTimeField(db_index=True)
    handed_in_by = models.CharField(max_length=200)
    taken = models.DateTimeField(null=True, blank=True)
