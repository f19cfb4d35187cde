from django.db import models
from django.db.models import Q

from tocsin.level import AnswerKind, Cause, OrderState
from tocsin_server.level.models.declarations import Declaration
from tocsin_server.level.models.plans import Measure
from tocsin_server.units.models import Unit

STATES = [(state.value, state.value.replace("_", " ").capitalize()) for state in OrderState]


class Order(models.Model):
    """One measure asked of one unit under one declaration. The three exist once, so no order is given twice.

    Kept narrow, since there are hundreds of thousands: what it says stands in `measure`. `unanswered_late`
    and `undone_late` are set when it goes up for that cause, and cleared by the answer.

    The database is not asked to look up declaration, unit and measure for each order: that would take as long
    as writing them. They come from one function, which has just read them, and nothing deletes any of the
    three.
    """

    declaration = models.ForeignKey(
        Declaration, models.PROTECT, related_name="orders", db_index=False, db_constraint=False
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="orders", db_index=False, db_constraint=False)
    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="orders", db_index=False, db_constraint=False
    )
    issued = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    do_by = models.DateTimeField()
    state = models.CharField(max_length=12, choices=STATES, default=OrderState.ISSUED.value)
    answered = models.DateTimeField(null=True, blank=True, help_text="When it first had an answer")
    changed = models.DateTimeField(null=True, blank=True, help_text="When its state last changed")
    unanswered_late = models.BooleanField(default=False)
    undone_late = models.BooleanField(default=False)
    passed_on_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="passed_on", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration", "unit", "measure"], name="one_order_each"),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="order_unit"),
            models.Index(
                fields=["declaration", "state", "acknowledge_by"],
                condition=Q(unanswered_late=False),
                name="order_may_be_unanswered",
            ),
            models.Index(
                fields=["declaration", "state", "do_by"],
                condition=Q(answered__isnull=False, undone_late=False),
                name="order_may_be_undone",
            ),
            models.Index(fields=["passed_on_by"], condition=~Q(passed_on_by=None), name="order_passed_on"),
        ]

    def __str__(self) -> str:
        return f"order {self.pk}"


class EvidenceFile(models.Model):
    """A file that shows that something was done; its bytes lie beside the database, named by their
    SHA-256."""

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    added = models.DateTimeField()
    added_by = models.CharField(max_length=200)


class Answer(models.Model):
    """What was said of an order, and when: all of it, while the order keeps only where it stands."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in AnswerKind])
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    via = models.CharField(max_length=20, help_text="How it came: console, api, csv, sms, web hook, ...")
    text = models.TextField(blank=True)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, blank=True, related_name="answers")
    place = models.CharField(max_length=300, blank=True)
    time = models.DateTimeField(null=True, blank=True, help_text="When it was done")
    to = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")


class Escalation(models.Model):
    """An order that went up to the unit above, once for each cause; `seen` when its duty officer took
    note."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="escalations")
    cause = models.CharField(max_length=12, choices=[(c.value, c.value) for c in Cause])
    to = models.ForeignKey(Unit, models.PROTECT, related_name="escalations")
    at = models.DateTimeField()
    seen = models.DateTimeField(null=True, blank=True)
    seen_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "cause"], name="goes_up_once_for_a_cause")]
        indexes = [models.Index(fields=["to", "at"], condition=Q(seen=None), name="escalation_unseen")]


class Tally(models.Model):
    """How many of a unit's own orders under a declaration stand where: what the board adds up.

    Written in the same transaction as the orders and answers it counts; `level.services.tallies` is the one
    place.
    """

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="tallies", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    issued = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    acknowledged = models.PositiveIntegerField(default=0)
    in_progress = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    cannot = models.PositiveIntegerField(default=0)
    delegated = models.PositiveIntegerField(default=0)
    unanswered_late = models.PositiveIntegerField(default=0)
    undone_late = models.PositiveIntegerField(default=0)
    last_answer = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["declaration", "unit"], name="one_tally_each")]
