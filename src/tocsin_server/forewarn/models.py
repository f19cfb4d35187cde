from django.db import models

from tocsin_server.extract.models import Incident
from tocsin_server.units.models import Marked


class Judgement(models.TextChoices):
    NONE = "", "Not judged"
    USEFUL = "useful", "Useful"
    NOT_USEFUL = "not_useful", "Not useful"
    KNOWN = "known", "Already known"


class Of(models.TextChoices):
    INCIDENTS = "incidents", "Incidents"
    DEADLIEST = "deadliest", "Killed in the deadliest incident"
    REPORTS = "reports", "Reports that tell of the country"
    PLACES = "places", "Incidents at a place"
    VOLUME = "volume", "All reports"
    KILLED = "killed", "Killed in all incidents of a country"


class Counted(Marked):
    """One thing that is counted every day: a kind of incident in a country, a division or at one point, a
    country's dead or reports, or all reports. What one unit holds under one label is counted by itself, so
    that no figure tells a viewer of reports that the viewer may not read."""

    series = models.CharField(max_length=300)
    of = models.CharField(max_length=20, choices=Of.choices)
    country = models.CharField(max_length=2, blank=True)
    division = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True, default="", help_text="Name of a settlement")
    latitude = models.FloatField(null=True, help_text="Of the place; degrees")
    longitude = models.FloatField(null=True)
    kind = models.CharField(max_length=20, blank=True, help_text="Of incident; empty for reports")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "tlp", "of", "series"], name="counted_once"),
        ]


class Version(models.Model):
    """What the count of a day was said to be from `known` on. Only changes are written: a day without any
    counts 0, and of several the last one stands."""

    counted = models.ForeignKey(Counted, models.CASCADE, related_name="versions")
    day = models.DateField()
    count = models.PositiveIntegerField()
    known = models.DateTimeField(help_text="Never earlier than that of the version written before")

    class Meta:
        indexes = [
            models.Index(fields=["counted", "day"], name="version_of_a_day"),
            models.Index(fields=["day"], name="version_day"),
        ]


class Warning(Marked):
    """A detector's alarm for one series and day; `explanation` recomputes it.

    What the rules hold back is kept beside what was raised, with the rule in `held` and its sentence in
    `note`.
    """

    counted = models.ForeignKey(Counted, models.PROTECT, null=True, related_name="warnings")
    series = models.CharField(max_length=300)
    country = models.CharField(max_length=2, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    day = models.DateField(db_index=True, help_text="The first day of a week, where weeks are counted")
    step = models.CharField(max_length=10, default="day", help_text="What one count covers: day or week")
    detector = models.CharField(max_length=50)
    observed = models.PositiveIntegerField()
    expected = models.FloatField()
    bound = models.FloatField()
    p = models.FloatField(null=True, help_text="Chance of so high a count where nothing is unusual")
    surprise = models.FloatField(default=0.0, help_text="How many times its threshold the statistic is")
    sentence = models.TextField()
    explanation = models.JSONField()
    known = models.DateTimeField(null=True, help_text="As of when its counts were known")
    incidents = models.ManyToManyField(Incident, related_name="warnings")
    held = models.CharField(
        max_length=40, default="", blank=True, help_text="Outcome of the rule that held it back, if one did"
    )
    note = models.TextField(default="", blank=True, help_text="Why it was held back")
    same_as = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, help_text="What warned of this cluster before"
    )
    raised = models.DateTimeField(help_text="Or held back")
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


class Forecast(Marked):
    """What was likely to come: how many will be killed in a country in a month, by what was known when.

    Nothing is overwritten: a row is written where a forecast is another than the last one of its country and
    month. `forecast` holds the months it was made from and all that was learned, from which it recomputes.
    """

    country = models.CharField(max_length=2)
    month = models.DateField(help_text="The first day of the month foretold")
    last = models.DateField(help_text="The first day of the last month that it was made from")
    low = models.PositiveIntegerField(help_text="One chance in ten of fewer")
    middle = models.PositiveIntegerField()
    high = models.PositiveIntegerField(help_text="One chance in ten of more")
    expected = models.FloatField()
    threshold = models.PositiveIntegerField()
    chance = models.FloatField(help_text="Of at least as many as the threshold")
    sentence = models.TextField()
    forecast = models.JSONField()
    known = models.DateTimeField(help_text="As of when its counts were known")
    made = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["month", "country"], name="forecast_of_a_month")]

    @property
    def percent(self) -> int:
        """The chance in per cent."""
        return round(100 * self.chance)
