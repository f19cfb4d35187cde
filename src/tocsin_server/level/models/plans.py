from django.db import models

from tocsin_server.units.models import Unit


class Plan(models.Model):
    """A catalogue of measures as it was adopted. A version never changes: levels were raised under it."""

    name = models.CharField(max_length=100)
    version = models.CharField(max_length=50)
    title = models.CharField(max_length=300)
    source = models.TextField(help_text="The TOML file, as adopted")
    digest = models.CharField(max_length=64)
    adopted = models.DateTimeField()
    adopted_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="one_plan_version")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Measure(models.Model):
    """A measure of a plan, or one that `unit` added for itself and all below it."""

    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="measures")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    only = models.JSONField(
        default=list, blank=True, help_text="Of those below, the units it is for; empty: all"
    )
    slug = models.CharField(max_length=100)
    data = models.JSONField(help_text="The core's Measure")
    added = models.DateTimeField()
    added_by = models.CharField(max_length=200)
    dropped = models.DateTimeField(null=True, blank=True, help_text="When a unit took its own back")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "slug"], name="one_measure_of_a_plan"),
            models.UniqueConstraint(
                fields=["slug"], condition=models.Q(plan=None), name="one_measure_of_a_unit"
            ),
        ]
        indexes = [models.Index(fields=["unit"], condition=models.Q(plan=None), name="measure_added_by")]

    def __str__(self) -> str:
        return self.slug
