from django.db import models

from tocsin_server.search import Searched
from tocsin_server.units.models import Marked


class Feed(Marked):
    """One source that is polled, and how it has fared."""

    id = models.SlugField(primary_key=True, max_length=100)
    name = models.CharField(max_length=200)
    outlet = models.CharField(max_length=200, help_text="Who publishes it; copies of one wire count once")
    outlet_country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=20, help_text="rss, atom, json_feed, html, text or cap")
    url = models.CharField(max_length=2000, blank=True, help_text="Empty for a feed that is only pushed to")
    minutes = models.PositiveIntegerField(default=5, help_text="Minutes between polls")
    enabled = models.BooleanField(default=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    next_poll = models.DateTimeField(null=True, blank=True)
    last_tried = models.DateTimeField(null=True, blank=True)
    last_ok = models.DateTimeField(null=True, blank=True)
    last_new = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row")
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Host(models.Model):
    """A host that is polled, and when it may next be asked: whoever moves `not_before` has the turn."""

    name = models.CharField(primary_key=True, max_length=253)
    not_before = models.DateTimeField()


class Report(Marked):
    """A dispatch as collected. `copy_of` points at the dispatch whose text it repeats."""

    id = models.CharField(primary_key=True, max_length=16)
    feed = models.ForeignKey(Feed, models.PROTECT, related_name="reports")
    outlet = models.CharField(max_length=200)
    url = models.CharField(max_length=2000, blank=True)
    title = models.TextField(blank=True)
    text = models.TextField()
    language = models.CharField(max_length=10, blank=True)
    published = models.DateTimeField(null=True, blank=True)
    published_offset = models.SmallIntegerField(default=0, help_text="Minutes east of UTC, as published")
    collected = models.DateTimeField(db_index=True)
    arrival = models.BigIntegerField(
        unique=True, help_text="Counts all reports in the order in which they came"
    )
    signature = models.BinaryField(blank=True)
    copy_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")

    class Meta:
        indexes = [models.Index(fields=["published"], name="report_published")]


class ReportWords(Searched):
    """The words of a report, by which it is found; its title counts more than its text."""

    report = models.OneToOneField(Report, models.CASCADE, related_name="words")


class SetAside(models.Model):
    """Input that was not taken, and why; a person can look at it and dismiss it."""

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="set_aside")
    at = models.DateTimeField()
    reason = models.CharField(max_length=50)
    message = models.TextField()
    where = models.CharField(max_length=2000)
    sample = models.BinaryField(blank=True, help_text="The first bytes of it")
    digest = models.CharField(max_length=64, help_text="So that the same refusal is shown once")
    times = models.PositiveIntegerField(default=1)
    dismissed = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "digest"], name="set_aside_once")]
