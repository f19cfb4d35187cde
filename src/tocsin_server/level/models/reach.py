from django.db import models

from tocsin_server.jobs.models import Outgoing
from tocsin_server.level.models.declarations import Declaration
from tocsin_server.units.models import Unit


class Contact(models.Model):
    """How a unit is reached. Several are all used at once; `telephone` ones are for people to call, in
    order."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contacts")
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=500)
    office = models.CharField(max_length=200, blank=True, help_text="Who answers there")
    language = models.CharField(max_length=20, default="en")
    position = models.PositiveSmallIntegerField(default=1, help_text="Call-down order")
    secret = models.CharField(max_length=100, blank=True, help_text="Signs web hooks")
    added = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "channel", "address"], name="one_contact_once"),
        ]


class NoticeKind(models.TextChoices):
    ORDERS = "orders", "Orders given"
    ESCALATED = "escalated", "Orders that went up"
    CHANGED = "changed", "Level changed"
    ENDED = "ended", "Level ended"
    MEETING = "meeting", "Meeting"
    PATROLS = "patrols", "Patrols planned anew"
    UNPLANNED = "unplanned", "Patrols could not be planned anew"


class Notice(Outgoing):
    """One message to one address of a unit: sent once, its state visible. `key` makes writing it twice the
    same."""

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="notices", db_index=False)
    declaration = models.ForeignKey(
        Declaration, models.PROTECT, null=True, blank=True, related_name="notices", db_index=False
    )
    meeting = models.ForeignKey(
        "level.Meeting", models.PROTECT, null=True, blank=True, related_name="notices"
    )
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=500)
    language = models.CharField(max_length=20, default="en")
    exercise = models.BooleanField(default=False)
    about = models.CharField(
        max_length=200, blank=True, help_text="What it tells of a meeting or of patrols, in words"
    )
    written = models.DateTimeField()
    body = models.TextField(blank=True, help_text="What was sent, word for word")

    class Meta:
        indexes = [
            models.Index(fields=["declaration", "state"], name="notice_declaration"),
            models.Index(fields=["unit", "written"], name="notice_unit"),
        ]
