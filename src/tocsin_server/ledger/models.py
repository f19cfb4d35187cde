from typing import Any

from django.db import models

from tocsin.errors import Conflict


class Entry(models.Model):
    """One act, bound to all acts before it by hash. Never changed, never deleted."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=250)
    unit = models.CharField(max_length=100, blank=True)
    action = models.CharField(max_length=100)
    stage = models.CharField(max_length=50, help_text="The part of the action before the dot")
    subject = models.CharField(max_length=250)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-sequence"]
        indexes = [
            models.Index(fields=["unit", "-sequence"], name="entry_unit"),
            models.Index(fields=["action", "-sequence"], name="entry_action"),
            models.Index(fields=["stage", "-sequence"], name="entry_stage"),
            models.Index(fields=["subject", "-sequence"], name="entry_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Conflict(f"entry {self.sequence} of the ledger cannot be changed; record a new act instead")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Conflict(f"entry {self.sequence} of the ledger cannot be deleted")


class Head(models.Model):
    """The one row whose lock puts acts in order; it repeats the last entry, so a cut-off tail shows."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
