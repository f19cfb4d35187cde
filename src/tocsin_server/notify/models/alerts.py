"""Alerts of our own, from the first word to what went out."""

from django.db import models

from tocsin.base import AlertStatus, MessageType
from tocsin_server.level.models import Declaration
from tocsin_server.units.models import Marked, Unit


class AlertState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "Waiting for a second person"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLISHED = "published", "Published"
    DISCARDED = "discarded", "Discarded"


class Alert(Marked):
    """A CAP message. Once published, `xml` is what went out, byte for byte, for ever."""

    identifier = models.CharField(max_length=200, unique=True, null=True, blank=True)
    status = models.CharField(max_length=10, choices=[(s.value, s.value) for s in AlertStatus])
    message_type = models.CharField(max_length=10, choices=[(m.value, m.value) for m in MessageType])
    state = models.CharField(max_length=10, choices=AlertState.choices, default=AlertState.DRAFT)
    event = models.CharField(max_length=200)
    headline = models.CharField(max_length=300)
    severity = models.CharField(max_length=10)
    data = models.JSONField(help_text="The `base.Alert`, for editing and for the map")
    xml = models.BinaryField(blank=True)
    drafted = models.DateTimeField()
    drafted_by = models.CharField(max_length=200)
    sent = models.DateTimeField(null=True, blank=True, db_index=True)
    expires = models.DateTimeField(db_index=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    proposed = models.DateTimeField(null=True, blank=True)
    proposed_by = models.CharField(max_length=200, blank=True)
    proposal = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what was proposed")
    returned = models.TextField(blank=True, help_text="Why it is a draft again")
    returned_by = models.CharField(max_length=200, blank=True)
    published_by = models.CharField(max_length=200, blank=True)
    alone = models.TextField(blank=True, help_text="Why it went out without a second person")
    reviewed = models.DateTimeField(null=True, blank=True, help_text="When another person looked into that")
    reviewed_by = models.CharField(max_length=200, blank=True)
    publish_at = models.DateTimeField(null=True, blank=True, db_index=True)
    channels = models.JSONField(default=list, help_text="Channels chosen beyond those every alert takes")
    declaration = models.ForeignKey(Declaration, models.PROTECT, null=True, blank=True, related_name="alerts")


class Template(models.Model):
    """An alert written beforehand: the words of each language, with blanks, and where it is usually for."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="alert_templates")
    name = models.CharField(max_length=200)
    data = models.JSONField(help_text="The `base.Alert` to start from")
    hours = models.PositiveSmallIntegerField(default=24, help_text="How long alerts made from it hold")
    added = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="one_alert_template_once")]
