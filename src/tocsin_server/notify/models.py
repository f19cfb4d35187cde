from django.db import models

from tocsin.base import AlertStatus, MessageType
from tocsin_server.level.models import Declaration
from tocsin_server.units.models import Marked, Unit


class AlertState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"


class Counter(models.Model):
    """The last number given under an authority and year, so that no identifier is used twice."""

    arc = models.CharField(primary_key=True, max_length=200)
    last = models.PositiveBigIntegerField(default=0)


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
    declaration = models.ForeignKey(Declaration, models.PROTECT, null=True, blank=True, related_name="alerts")


class Recipient(models.Model):
    """A standing recipient: whoever is to have every alert of a unit, or of a unit above it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="recipients")
    channel = models.CharField(max_length=50)
    address = models.CharField(max_length=300)
    added = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "channel", "address"], name="one_recipient_once"),
        ]


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Refused"
    UNSURE = "unsure", "Not known whether it was sent"


class Delivery(models.Model):
    """One alert through one channel to one recipient: sent once, its state visible."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=50)
    recipient = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    sent = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "channel", "recipient"], name="one_delivery_each"),
        ]
