from django.db import models

from tocsin.base import ActionKind, IncidentKind
from tocsin_server.collect.models import Report
from tocsin_server.search import Searched
from tocsin_server.units.models import Marked


class Reading(models.Model):
    """What the reader made of one report; `data` is the whole `base.Reading` for replay."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="reading")
    language = models.CharField(max_length=10)
    relevant = models.BooleanField(db_index=True)
    reason = models.TextField()
    notes = models.JSONField(default=list)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()


class Incident(Marked):
    """One incident fused from all reports that tell of it; columns are for filters, `data` is the whole."""

    id = models.CharField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in IncidentKind])
    place_name = models.CharField(max_length=200, blank=True)
    division = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True, db_index=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    first_day = models.DateField(null=True, blank=True, db_index=True)
    last_day = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=10, blank=True)
    killed_low = models.PositiveIntegerField(null=True, blank=True)
    killed_best = models.PositiveIntegerField(null=True, blank=True)
    killed_high = models.PositiveIntegerField(null=True, blank=True)
    injured_low = models.PositiveIntegerField(null=True, blank=True)
    injured_best = models.PositiveIntegerField(null=True, blank=True)
    injured_high = models.PositiveIntegerField(null=True, blank=True)
    missing_low = models.PositiveIntegerField(null=True, blank=True)
    missing_best = models.PositiveIntegerField(null=True, blank=True)
    missing_high = models.PositiveIntegerField(null=True, blank=True)
    abducted_low = models.PositiveIntegerField(null=True, blank=True)
    abducted_best = models.PositiveIntegerField(null=True, blank=True)
    abducted_high = models.PositiveIntegerField(null=True, blank=True)
    sources = models.PositiveIntegerField(default=0, help_text="Independent ones: wire copies count once")
    credibility = models.PositiveSmallIntegerField(
        default=6, db_index=True, help_text="1 confirmed to 5 improbable, 6 cannot be judged: what stands"
    )
    learned = models.PositiveSmallIntegerField(default=6, help_text="The same as worked out, before a person")
    credibility_why = models.TextField(blank=True, default="")
    graded = models.BooleanField(default=False, help_text="Whether its grades are those of what it is now")
    data = models.JSONField(default=dict)
    created = models.DateTimeField()
    updated = models.DateTimeField(db_index=True)
    retired = models.BooleanField(
        default=False, help_text="Its reports now belong to other incidents; kept so that links still work"
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, help_text="Where most of its reports went"
    )

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(graded=False), name="incident_to_be_graded")
        ]


class IncidentWords(Searched):
    """The words by which an incident is found: what and where it is, and the sentences it rests on."""

    incident = models.OneToOneField(Incident, models.CASCADE, related_name="words")


class Mention(models.Model):
    """One report's telling of an incident: what fusion moves, and what a person may split off or merge."""

    id = models.CharField(primary_key=True, max_length=40)
    report = models.ForeignKey(Report, models.CASCADE, related_name="mentions")
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="mentions")
    country = models.CharField(max_length=2, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    data = models.JSONField()
    why = models.TextField(blank=True, default="", help_text="Why it was joined with earlier ones")

    class Meta:
        indexes = [models.Index(fields=["country", "first_day"], name="mention_neighbourhood")]


class MentionKey(models.Model):
    """A key by which later mentions find one when they are fused: a hash of place and day or of a word."""

    mention = models.ForeignKey(Mention, models.CASCADE, related_name="keys")
    key = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mention", "key"], name="one_row_a_key")]


class Ruling(models.Model):
    """A person's word that two mentions are, or are not, of one incident. It binds every later fusion."""

    first = models.ForeignKey(Mention, models.CASCADE, related_name="+")
    second = models.ForeignKey(Mention, models.CASCADE, related_name="+")
    same = models.BooleanField()
    decision = models.UUIDField(db_index=True, help_text="What was ruled at once is taken back at once")
    by = models.CharField(max_length=200)
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="one_ruling_a_pair")]


class Action(Marked):
    """An official action that a report tells of."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="actions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in ActionKind])
    country = models.CharField(max_length=2, blank=True)
    place_name = models.CharField(max_length=200, blank=True)
    day = models.DateField(null=True, blank=True)
    summary = models.TextField()
    data = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_action_a_number")]


class SourceGrade(Marked):
    """How reliable an outlet has proved, by what one unit holds under one label. Outlets are publishers:
    persons are never graded."""

    outlet = models.CharField(max_length=200)
    letter = models.CharField(
        max_length=1, default="F", help_text="A reliable to E unreliable, F cannot be judged: what stands"
    )
    learned = models.CharField(max_length=1, default="F", help_text="The same as worked out, before a person")
    why = models.TextField(blank=True)
    low = models.FloatField(default=0.0, help_text="Of the share of tellings that agree, 90 % interval")
    high = models.FloatField(default=1.0)
    agreed = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_index=True, help_text="As of when; old tellings weigh less every day")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "tlp", "outlet"], name="one_grade_an_outlet")]


class Statement(models.Model):
    """What one independent source tells of one incident, held against what the others tell."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="statements")
    source = models.ForeignKey(SourceGrade, models.PROTECT, related_name="statements")
    at = models.DateTimeField()
    agreed = models.BooleanField(null=True, help_text="Empty where the others settle nothing to judge it by")
    findings = models.JSONField(default=list, help_text="Fact by fact: whether it agrees, and with whom")
    credibility = models.PositiveSmallIntegerField(default=6)
    why = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "source"], name="one_statement_a_source")]
        indexes = [models.Index(fields=["source", "at"], name="statement_history")]

    @property
    def grade(self) -> str:
        """Both scales as analysts write them: "B2"."""
        return f"{self.source.letter}{self.credibility}"


class Overruling(models.Model):
    """A person's grade in place of the one worked out, for a source or an incident, with reason and end."""

    source = models.ForeignKey(SourceGrade, models.CASCADE, null=True, blank=True, related_name="overrulings")
    incident = models.ForeignKey(Incident, models.CASCADE, null=True, blank=True, related_name="overrulings")
    grade = models.CharField(max_length=1)
    reason = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    until = models.DateTimeField()
    ended = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source=None) ^ models.Q(incident=None), name="overrules_one_grade"
            )
        ]
