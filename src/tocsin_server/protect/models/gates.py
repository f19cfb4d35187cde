from django.db import models

from tocsin_server.units.models import Unit


class Gate(models.Model):
    """A gate while it is worked: each who comes is asked to stop by lot at one rate.

    Only how many came and how many were asked to stop is kept. The seed is told to nobody before it closes.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="gates")
    name = models.CharField(max_length=100)
    percent = models.DecimalField(max_digits=5, decimal_places=2, help_text="Of those who come")
    seed = models.CharField(max_length=64, help_text="Secret until it closes")
    commitment = models.CharField(max_length=64)
    opened = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    closed = models.DateTimeField(null=True, blank=True)
    came = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    last_key = models.CharField(
        max_length=36, blank=True, help_text="Of the last tap: sent twice, it counts once"
    )
    last_stops = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=models.Q(closed=None), name="one_open_gate_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
