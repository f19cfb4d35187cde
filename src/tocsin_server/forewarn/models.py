from django.db import models

from tocsin_server.extract.models import Incident
from tocsin_server.units.models import Marked


class Judgement(models.TextChoices):
    NONE = "", "Not judged"
    USEFUL = "useful", "Useful"
    NOT_USEFUL = "not_useful", "Not useful"
    KNOWN = "known", "Already known"


class Warning(Marked):
    """A detector's alarm for one series and day; `explanation` recomputes it."""

    series = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    kind = models.CharField(max_length=20)
    day = models.DateField(db_index=True)
    detector = models.CharField(max_length=50)
    observed = models.PositiveIntegerField()
    expected = models.FloatField()
    bound = models.FloatField()
    sentence = models.TextField()
    explanation = models.JSONField()
    incidents = models.ManyToManyField(Incident, related_name="warnings")
    raised = models.DateTimeField()
    withdrawn = models.DateTimeField(
        null=True, blank=True, help_text="When what is known by then no longer warned of anything"
    )
    judgement = models.CharField(max_length=12, choices=Judgement.choices, default="", blank=True)
    judged_by = models.CharField(max_length=200, blank=True)
    judged = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "tlp", "series", "day", "detector"], name="one_warning_a_day"
            ),
        ]
