from django.db import models


class State(models.TextChoices):
    WAITING = "waiting", "Waiting"
    LEASED = "leased", "Being worked on"
    DONE = "done", "Done"
    DEAD = "dead", "Given up"


class OutgoingState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Refused"
    UNSURE = "unsure", "Not known whether it was sent"


class Outgoing(models.Model):
    """A message on its way to one address: sent once, its state visible. See `outgoing`."""

    state = models.CharField(max_length=10, choices=OutgoingState.choices, default=OutgoingState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    sent = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True


class Job(models.Model):
    """A piece of durable work. `key` makes enqueueing it twice the same as once."""

    kind = models.CharField(max_length=100)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    priority = models.PositiveSmallIntegerField(default=5, help_text="0 goes first, whatever waited longer")
    run_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease = models.CharField(max_length=36, blank=True, help_text="Token of the worker that holds it")
    worker = models.CharField(max_length=100, blank=True, help_text="Who holds it, or held it last")
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    created = models.DateTimeField()
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "run_at"], name="job_ready"),
            models.Index(fields=["state", "kind", "priority", "run_at", "id"], name="job_next_of_kind"),
            models.Index(fields=["state", "finished"], name="job_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Worker(models.Model):
    """A worker's heartbeat, so that people see whether work is being done."""

    id = models.CharField(primary_key=True, max_length=100)
    started = models.DateTimeField()
    seen = models.DateTimeField()
