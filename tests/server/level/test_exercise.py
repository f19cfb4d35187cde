"""No exercise, test, draft or proposal reaches a live channel by any path, and the real thing does.

Random stories: levels are raised, proposed, confirmed, refused, replaced, extended and ended; meetings are
convened; orders go up; messages are sent again; given-up work is retried; alerts are drafted and published;
and rows are forged to look real. The channels are replaced by ones that only write down what they are given,
and what they were given is held against what the story itself knows to be real, not against what the database
says.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.server.conftest import TESTER, Cast
from tests.server.level.reach import DECISION, MORNING, work
from tests.server.notify.conftest import POINTS, WORDS
from tocsin.base import Alert, AlertStatus
from tocsin.errors import TocsinError
from tocsin_server import clock
from tocsin_server.jobs import services as jobs
from tocsin_server.jobs.models import Job
from tocsin_server.level import channels as level_channels
from tocsin_server.level import services
from tocsin_server.level.channels import Channel, Content, Letter
from tocsin_server.level.models import Contact, Declaration, Meeting, Notice, NoticeState
from tocsin_server.notify import channels as notify_channels
from tocsin_server.notify import services as notify
from tocsin_server.notify.models import Delivery, DeliveryState, Recipient
from tocsin_server.smtp import DeliveryFailed
from tocsin_server.units import selectors as units_selectors
from tocsin_server.units import services as units
from tocsin_server.units.models import Unit
from tocsin_server.units.viewer import Viewer, viewer_of

UNITS = ("nation", "region", "locality", "neighbour")


@dataclass
class Far:
    """What came out of the live channels and of the others, and when they are to fail."""

    live: list[str] = field(default_factory=list)
    rehearsed: list[str] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    dice: random.Random = field(default_factory=random.Random)

    def stumble(self) -> None:
        """Fail now and then, in every way a channel can."""
        if self.dice.random() < 0.2:
            raise DeliveryFailed(
                "not now", permanent=self.dice.random() < 0.5, unsure=self.dice.random() < 0.3
            )


class Recorder:
    """A channel that only writes down what it is given."""

    def __init__(self, channel: Channel, far: Far) -> None:
        self.name, self.live = channel.name, channel.live
        self.addressed, self.confirms = channel.addressed, channel.confirms
        self.carries_cap = channel.carries_cap
        self._write, self._far = channel.write, far

    def check_address(self, address: str, secret: str) -> str:
        return address

    def write(self, content: Content) -> str:
        return self._write(content)

    def send(self, letter: Letter) -> None:
        (self._far.live if self.live else self._far.rehearsed).append(letter.id)
        self._far.stumble()


class AlertRecorder:
    """The same for alerts."""

    def __init__(self, channel: notify_channels.Channel, far: Far) -> None:
        self.name, self.live, self.addressed, self._far = channel.name, channel.live, channel.addressed, far

    def check_address(self, address: str) -> None:
        """Any will do."""

    def deliver(self, alert: Alert, xml: bytes, recipient: str) -> None:
        if self.live:
            self._far.alerts.append(alert)
        if self.name != "feed":
            self._far.stumble()


@pytest.fixture
def far(settings: Any, tmp_path: Path) -> Iterator[Far]:
    far = Far()
    level, alerts = list(level_channels.CHANNELS), list(notify_channels.CHANNELS)
    level_channels.CHANNELS[:] = [Recorder(channel, far) for channel in level]
    notify_channels.CHANNELS[:] = [AlertRecorder(channel, far) for channel in alerts]
    settings.HOME = tmp_path
    yield far
    level_channels.CHANNELS[:], notify_channels.CHANNELS[:] = level, alerts


@dataclass
class Story:
    """One story: what happened so far, and which of it is real."""

    officer: Viewer
    second: Viewer
    dice: random.Random
    now: datetime = MORNING
    real: set[str] = field(default_factory=set)
    real_alerts: set[str] = field(default_factory=set)
    keys: int = 0

    def run(self, steps: int) -> None:
        self.contacts()
        for number in range(steps):
            self.now += timedelta(minutes=self.dice.choice((1, 30, 400)))
            with clock.standing_at(self.now):
                step = self.dice.choice(STEPS) if number else Story.raise_level
                try:
                    with transaction.atomic():
                        step(self)
                except TocsinError:
                    pass  # a step that is refused is a step, too
                work()

    def contacts(self) -> None:
        for unit in UNITS:
            for channel in self.dice.sample(["mail", "webhook", "sms", "telephone"], self.dice.randint(0, 3)):
                Contact.objects.create(
                    unit_id=unit, channel=channel, address=f"{channel} {unit}", added=self.now
                )
            Recipient.objects.create(unit_id=unit, channel="mail", address=f"paper {unit}", added=self.now)

    def pick(self, rows: Any) -> Any:
        """Any one of the rows; where there is none, the step is not taken."""
        found = list(rows)
        if not found:
            raise TocsinError("there is nothing to choose")
        return self.dice.choice(found)

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    def level(self) -> Declaration:
        return self.pick(Declaration.objects.order_by("proposed", "key"))

    def raise_level(self) -> None:
        exercise, propose = self.dice.random() < 0.5, self.dice.random() < 0.4
        row = services.raise_level(
            self.officer,
            **DECISION
            | {"key": self.key(), "rank": self.dice.choice((2, 3, 4)), "unit_id": self.dice.choice(UNITS)}
            | {"ends": self.now + timedelta(days=self.dice.randint(1, 5))},
            exercise=exercise,
            propose=propose,
        )
        if not exercise and not propose:
            self.real.add(str(row.pk))

    def confirm(self) -> None:
        row = services.confirm(self.level().pk, self.second)
        if str(row.pk) not in self.rehearsals():
            self.real.add(str(row.pk))

    def rehearsals(self) -> set[str]:
        return {str(pk) for pk in Declaration.objects.filter(exercise=True).values_list("pk", flat=True)}

    def refuse(self) -> None:
        services.refuse(self.level().pk, self.second, "No")

    def extend(self) -> None:
        services.extend_level(self.level().pk, self.officer, self.now + timedelta(days=2), "Longer")

    def end(self) -> None:
        services.end_level(self.level().pk, self.officer, "Over")

    def escalate(self) -> None:
        services.escalate(TESTER)

    def complete(self) -> None:
        services.complete_orders(TESTER)

    def convene(self) -> None:
        exercise = self.dice.random() < 0.5
        row = services.convene(
            self.officer,
            key=self.key(),
            unit_id="nation",
            title="Situation",
            agenda="",
            place="Room",
            starts=self.now + timedelta(hours=1),
            ends=self.now + timedelta(hours=2),
            unit_ids=list(UNITS[1:]),
            tlp="amber",
            exercise=exercise,
        )
        if not exercise:
            self.real.add(str(row.pk))

    def resend(self) -> None:
        services.resend_notice(self.officer, self.pick(Notice.objects.order_by("pk")).pk)

    def retry(self) -> None:
        """Somebody makes work that was done, or given up, due again."""
        job = self.pick(Job.objects.order_by("pk"))
        Job.objects.filter(pk=job.pk).update(state="dead")
        jobs.retry(job.pk, TESTER)

    def forge_notice(self) -> None:
        """A notice of something unreal is made to look real, and due on a live channel."""
        row = self.pick(Notice.objects.order_by("pk"))
        contact = self.pick(Contact.objects.exclude(channel="telephone").order_by("pk"))
        Notice.objects.filter(pk=row.pk).update(
            exercise=False, channel=contact.channel, address=contact.address, unit=contact.unit_id,
            state=NoticeState.WAITING,
        )  # fmt: skip
        jobs.enqueue(f"notice.{contact.channel}", self.key(), {"notice": row.key})

    def forge_new(self) -> None:
        """A notice is written past the services, of a level that may be proposed or refused, or of
        nothing."""
        level = self.level() if self.dice.random() < 0.8 else None
        contact = self.pick(Contact.objects.exclude(channel="telephone").order_by("pk"))
        key = f"orders:{level.pk if level else 'none'}:{self.key()}"
        Notice.objects.create(
            key=key, kind="orders", unit=contact.unit, declaration=level, channel=contact.channel,
            address=contact.address, written=self.now,
        )  # fmt: skip
        jobs.enqueue(f"notice.{contact.channel}", self.key(), {"notice": key})

    def alert(self) -> None:
        """An alert of any status is drafted, and perhaps published."""
        status = self.dice.choice(list(AlertStatus))
        words = WORDS | {"expires": self.now + timedelta(days=1)}
        row = notify.draft(self.officer, **words, status=status)
        if self.dice.random() < 0.6:
            row = notify.publish(row.pk, self.officer)
            if status is AlertStatus.ACTUAL:
                self.real_alerts.add(str(row.identifier))

    def forge_delivery(self) -> None:
        row = self.pick(Delivery.objects.exclude(channel="feed").order_by("pk"))
        forged = self.dice.choice(("mail", "feed"))
        Delivery.objects.filter(alert=row.alert, channel=forged, recipient="desk").delete()
        Delivery.objects.filter(pk=row.pk).update(
            channel=forged, recipient="desk", state=DeliveryState.WAITING
        )
        jobs.enqueue("deliver.mail", self.key(), {"delivery": row.pk})


STEPS: list[Callable[[Story], None]] = [
    *[Story.raise_level] * 4, *[Story.confirm] * 2, Story.refuse, Story.extend, Story.end, Story.escalate,
    Story.complete, Story.convene, Story.resend, Story.retry, *[Story.forge_notice] * 2, Story.forge_new,
    *[Story.alert] * 2, Story.forge_delivery,
]  # fmt: skip


@pytest.mark.parametrize(
    ("cases", "seed"),
    [(50, 0), pytest.param(2000, 99, marks=pytest.mark.slow)],
)
def test_nothing_but_the_real_thing_reaches_a_live_channel(
    cast: Cast, far: Far, cases: int, seed: int
) -> None:
    units.grant(TESTER, username="nation.analyst", unit_id="nation", role="duty_officer")
    second = viewer_of(units_selectors.person("nation.analyst"))
    for unit, (latitude, longitude) in POINTS.items():
        Unit.objects.filter(pk=unit).update(latitude=latitude, longitude=longitude)
    sent = rehearsed = alerts = 0
    for case in range(cases):
        far.dice = random.Random(f"{seed} {case}")
        story = Story(cast["nation.duty_officer"], second, far.dice)
        point = transaction.savepoint()
        story.run(far.dice.randint(2, 8))
        transaction.savepoint_rollback(point)
        unreal = [id for id in far.live if id.split(":")[1] not in story.real]
        assert not unreal, f"seed {seed}, case {case}"
        false = [alert for alert in far.alerts if alert.identifier not in story.real_alerts]
        assert not false, f"seed {seed}, case {case}"
        sent, rehearsed, alerts = (
            sent + len(far.live),
            rehearsed + len(far.rehearsed),
            alerts + len(far.alerts),
        )
        far.live, far.rehearsed, far.alerts = [], [], []
    assert min(sent, rehearsed, alerts) >= cases // 5, "the stories told too little"


def test_without_the_gate_the_stories_would_show_it(
    cast: Cast, far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The property is worth something: with a gate that lets everything in, forged notices do come out."""
    monkeypatch.setattr("tocsin_server.level.services.sending.admit", lambda channel, standing: None)
    with pytest.raises(AssertionError, match="case"):
        test_nothing_but_the_real_thing_reaches_a_live_channel(cast, far, 50, 0)


def test_an_exercise_is_rehearsed_at_every_unit_without_a_contact(cast: Cast, far: Far) -> None:
    with clock.standing_at(MORNING):
        far.dice = random.Random(1)
        row = services.raise_level(cast["nation.duty_officer"], **DECISION, exercise=True)
        work()
    assert set(row.notices.values_list("unit_id", "channel")) == {(unit, "rehearsal") for unit in UNITS}
    assert far.live == []


def test_a_notice_of_a_meeting_in_an_exercise_is_only_rehearsed(cast: Cast, far: Far) -> None:
    with clock.standing_at(MORNING):
        meeting = Meeting(
            unit=cast.units["nation"], key="m", title="T", starts=MORNING, ends=MORNING, exercise=True
        )
        meeting.convened, meeting.convened_by = MORNING, "person:x"
        meeting.save()
        Contact.objects.create(unit_id="region", channel="mail", address="a@b.example", added=MORNING)
        services.notify_meeting(meeting, ["region"], "Invitation")
    assert set(Notice.objects.values_list("channel", "exercise")) == {("rehearsal", True)}
