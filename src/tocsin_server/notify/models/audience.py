"""Who is to have alerts, and how each delivery fares."""

from django.db import models
from django.db.models import F, Q

from tocsin_server.jobs.models import Outgoing
from tocsin_server.notify.models.alerts import Alert
from tocsin_server.units.models import Unit

TALL = 0.1
"""Degrees of latitude above which an area of interest is looked up apart from all others: the index of the
others then has to be read no further than so far south of an alert."""


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
    DROPPED = "dropped", "Not sent: it no longer held"


class Delivery(Outgoing):
    """One alert through one channel to one recipient: sent once, its state visible.

    `recipient` is the address of a standing recipient, and of a subscriber a key without any address.
    """

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=50)
    recipient = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    next_at = models.DateTimeField(null=True, blank=True, help_text="When it is tried again")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "channel", "recipient"], name="one_delivery_each"),
        ]


class Subscriber(models.Model):
    """Whoever asked for the alerts of some places, without an account: an address and nothing else.

    Deliveries name it by its key, so that with the row the address is gone.
    """

    channel = models.CharField(max_length=50)
    address = models.CharField(max_length=1000, help_text="An e-mail address, a number, a push endpoint")
    keys = models.JSONField(default=dict, help_text="What the channel needs to reach it, as of web push")
    language = models.CharField(max_length=35, default="en")
    least_severity = models.CharField(max_length=10, blank=True, help_text="Empty: every alert")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret of its links")
    added = models.DateTimeField()
    confirmed = models.DateTimeField(null=True, blank=True, help_text="Empty: nothing is sent yet")
    asked = models.PositiveSmallIntegerField(default=0, help_text="Requests in the hour that began then")
    asked_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="one_subscriber_once")]


class Interest(models.Model):
    """A place or an area a subscriber asked about: a point is a box of no size, an area has rings."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="interests")
    name = models.CharField(max_length=200)
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()
    rings = models.JSONField(null=True, blank=True, help_text="Closed rings of [latitude, longitude]")

    class Meta:
        indexes = [
            models.Index(fields=["south", "west"], name="interest_box"),
            models.Index(fields=["south"], condition=Q(north__gt=F("south") + TALL), name="interest_tall"),
        ]
