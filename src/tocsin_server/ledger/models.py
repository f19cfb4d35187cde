from django.db import models


class Entry(models.Model):
    """One act, bound to all acts before it by hash. Never changed, never deleted."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=200)
    unit = models.CharField(max_length=100, blank=True)
    action = models.CharField(max_length=100, db_index=True)
    subject = models.CharField(max_length=200, db_index=True)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)


class Head(models.Model):
    """The one row whose lock puts acts in order."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
