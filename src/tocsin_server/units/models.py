from django.contrib.auth.models import AbstractUser
from django.db import models

from tocsin.base import TLP, UnitKind, VenueKind
from tocsin_server.units.roles import Role


class Unit(models.Model):
    """A body in the tree. `path` is the ids from the root down, "/cn/cn-11/", so a subtree is one prefix."""

    id = models.SlugField(primary_key=True, max_length=100)
    name = models.CharField(max_length=200)
    name_local = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in UnitKind])
    venue = models.CharField(
        max_length=20,
        blank=True,
        choices=[(v.value, v.name) for v in VenueKind],
        help_text="Of a venue: its kind",
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=1000, db_index=True)
    country = models.CharField(max_length=2, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    geonames_id = models.BigIntegerField(default=0)
    population = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name


class Person(AbstractUser):
    """Someone who logs in: an account and an office, no more is kept of them."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display = models.CharField(max_length=200, help_text="The office, as others see it")

    def __str__(self) -> str:
        return self.display or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Membership(models.Model):
    """A person's role in a unit."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "unit", "role"], name="one_role_once")]


class ApiToken(models.Model):
    """A unit's key to the API; only its SHA-256 is kept."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role.choices)
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True, blank=True)


class Marked(models.Model):
    """Rows that belong to a unit and carry a TLP label: `units.visibility` decides who sees them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    tlp = models.CharField(max_length=12, choices=[(t.value, t.label) for t in TLP], default=TLP.GREEN.value)

    class Meta:
        abstract = True
