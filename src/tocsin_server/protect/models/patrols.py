import uuid

from django.db import models
from django.db.models import Q

from tocsin_server.level.models import Declaration, EvidenceFile
from tocsin_server.protect.models.venues import Venue
from tocsin_server.units.models import Marked, Unit


class Team(models.Model):
    """People of a unit who patrol together: a call sign, and never who they are."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=100)
    skills = models.JSONField(default=list, blank=True, help_text="Words such as dog or medic")
    latitude = models.FloatField(null=True, blank=True, help_text="Where it sets out")
    longitude = models.FloatField(null=True, blank=True)
    added = models.DateTimeField()
    stood_down = models.DateTimeField(null=True, blank=True, help_text="When it stopped being planned for")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="one_team_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Floor(models.Model):
    """The least share of shifts in which venues of a kind get a visit, from a step of preparedness on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, blank=True, help_text="A kind of venue; empty: every kind")
    share = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "step", "kind"], name="one_floor_each")]


class PlanState(models.TextChoices):
    WAITING = "waiting", "Being made"
    MADE = "made", "Made"
    FAILED = "failed", "Could not be made"


class PatrolPlan(Marked):
    """Patrols of a unit's venues over some shifts.

    The seed and its fingerprint are there from the moment the plan is asked for, so that the draw follows
    from what was committed to; the seed is told to nobody before `ends`. What was planned for stands in
    compact arrays: `venues` names them in the order of `floors`, `ceilings` and the arrays of each shift.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=200, unique=True, help_text="Makes asking twice the same as once")
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.WAITING)
    first_day = models.DateField()
    days = models.PositiveSmallIntegerField()
    shift_starts = models.JSONField(help_text='Times of day such as "06:00"')
    zone = models.CharField(max_length=64)
    teams = models.PositiveIntegerField(help_text="On duty in each shift")
    visits = models.PositiveIntegerField(help_text="Venues that one team visits in a shift")
    most_shifts = models.PositiveSmallIntegerField(default=5, help_text="Of one team in a calendar week")
    rest_hours = models.FloatField(default=11.0, help_text="Of one team between two shifts")
    step = models.PositiveSmallIntegerField(help_text="Of preparedness, by the level that held")
    floors_by_kind = models.JSONField(default=dict, help_text='What that asks for; "" is every kind')
    declaration = models.ForeignKey(Declaration, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField()
    asked = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    made = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True, help_text="Why it could not be made")
    seed = models.CharField(max_length=64, help_text="Secret until the plan's time is over")
    commitment = models.CharField(max_length=64)
    starts = models.DateTimeField(null=True, blank=True)
    ends = models.DateTimeField(null=True, blank=True, help_text="When its last shift ends")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    venues = models.JSONField(
        default=list, help_text="Of each venue: number, id, name, kind, latitude, longitude"
    )
    floors = models.BinaryField(default=bytes)
    ceilings = models.BinaryField(default=bytes)

    class Meta:
        indexes = [models.Index(fields=["unit", "state", "ends"], name="patrol_plan_unit")]

    def __str__(self) -> str:
        return f"patrols of {self.unit_id} from {self.first_day}"


class PlanShift(models.Model):
    """One shift of a plan: how many people are at each venue, how likely it gets a visit, what that is worth.

    `dropped` where a later plan took over before it began.
    """

    plan = models.ForeignKey(PatrolPlan, models.PROTECT, related_name="shifts")
    number = models.PositiveSmallIntegerField()
    start = models.DateTimeField()
    end = models.DateTimeField()
    on_duty = models.JSONField(default=list, help_text="Numbers of the teams")
    unreached = models.JSONField(
        default=dict, help_text="By number of the venue, why no team can be there in time"
    )
    people = models.BinaryField()
    shares = models.BinaryField()
    level = models.FloatField(help_text="The most people that can be expected at a venue without a team")
    strong = models.FloatField()
    worst = models.FloatField()
    dropped = models.BooleanField(default=False)
    told = models.BooleanField(default=False, help_text="Its end was reported to the orders it answers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_shift_of_a_number")]
        indexes = [models.Index(fields=["end"], condition=Q(told=False, dropped=False), name="shift_untold")]


class Assignment(models.Model):
    """A team's visit to a venue in a shift; `order` is its turn on the way."""

    shift = models.ForeignKey(PlanShift, models.PROTECT, related_name="assignments", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="assignments", db_index=False)
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="assignments")
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift", "venue"], name="one_visit_of_a_shift"),
        ]

    @property
    def unreached(self) -> str:
        """Why no team can be there in its shift, if that is so."""
        return str(self.shift.unreached.get(str(self.venue_id), ""))


class How(models.TextChoices):
    CODE = "code", "By the code at the place"
    PLACE = "place", "By the device's position"
    HAND = "hand", "By hand"


class CheckIn(models.Model):
    """That a team was at a venue: what the phone says, and when that arrived here. `key` is the phone's own
    name for it, so that it counts once however often it is sent."""

    key = models.UUIDField(unique=True)
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, blank=True, related_name="checks")
    team = models.ForeignKey(Team, models.PROTECT, related_name="checks")
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="checks")
    how = models.CharField(max_length=5, choices=How.choices)
    point = models.CharField(max_length=200, blank=True, help_text="The checkpoint whose code was read")
    at = models.DateTimeField(help_text="By the device's clock")
    received = models.DateTimeField()
    by = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    accuracy = models.FloatField(null=True, blank=True, help_text="Metres, as the device says")
    photo = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, blank=True, related_name="+")
    flags = models.JSONField(default=list, help_text="What is odd about it, in words")

    class Meta:
        indexes = [models.Index(fields=["team", "at"], name="check_of_team")]
