"""What stands on the public site, in the order in which it came there."""

from django.db import models

from tocsin_server.notify.models.alerts import Alert


class Posting(models.Model):
    """A message made public: number 1, 2, 3, ... without a gap, in the order in which they were committed.

    Feeds are cut by these numbers, so a page of the archive never changes. `posted` is in whole seconds and
    later than that of every posting before, so that a time alone tells what a reader has seen; in a burst it
    runs ahead of the clock.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    alert = models.OneToOneField(Alert, models.PROTECT, related_name="posting")
    posted = models.DateTimeField()
    languages = models.CharField(max_length=300, help_text="Of its texts, as in ' en fr '")
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()
