"""What every channel keeps to; a channel that is added must be listed here with where it delivers to."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.notify.conftest import WORDS, Post
from tocsin.base import Alert, AlertStatus
from tocsin.errors import BadInput, Conflict
from tocsin.notify import cap
from tocsin_server.notify import selectors, services
from tocsin_server.notify.channels import CHANNELS, Channel, Target, admit, get_channel
from tocsin_server.notify.channels.rehearsal import folder

ADDRESSES = {"feed": "feed", "mail": "desk@paper.example", "rehearsal": "rehearsal"}


@pytest.fixture(params=CHANNELS, ids=lambda channel: channel.name)
def channel(request: pytest.FixtureRequest) -> Channel:
    made: Channel = request.param
    return made


@pytest.fixture
def alert(placed: Cast) -> Alert:
    officer = placed["nation.duty_officer"]
    return selectors.record(services.publish(services.draft(officer, **WORDS).pk, officer))


def arrived(channel: Channel, post: Post) -> int:
    """How many messages came out at the far end."""
    ends: dict[str, Callable[[], int]] = {
        "feed": lambda: selectors.public_alerts().count(),
        "mail": lambda: len(post.taken),
        "rehearsal": lambda: len(list(folder().glob("*.xml"))),
    }
    return ends[channel.name]()


def test_its_name_is_its_own_and_finds_it(channel: Channel) -> None:
    assert get_channel(channel.name) is channel
    assert [one.name for one in CHANNELS].count(channel.name) == 1


def test_one_delivery_is_one_message_at_the_far_end(
    channel: Channel, alert: Alert, post: Post, settings: Any, tmp_path: Any
) -> None:
    settings.HOME = tmp_path
    channel.deliver(alert, cap.write(alert), Target(key="1", address=ADDRESSES[channel.name]))
    assert arrived(channel, post) == 1


@pytest.mark.parametrize("status", [status for status in AlertStatus if status is not AlertStatus.ACTUAL])
def test_only_what_is_not_live_lets_in_what_is_not_the_real_thing(
    channel: Channel, alert: Alert, status: AlertStatus
) -> None:
    trial = replace(alert, status=status)
    if channel.live:
        with pytest.raises(Conflict, match=f"{status} messages never leave by {channel.name}"):
            admit(channel, trial)
    else:
        admit(channel, trial)


def test_it_knows_its_own_addresses(channel: Channel, post: Post) -> None:
    channel.check_address(ADDRESSES[channel.name])
    with pytest.raises(BadInput):
        channel.check_address("nobody in particular")


def test_a_delivery_that_was_forged_into_the_table_still_does_not_leave(placed: Cast, post: Post) -> None:
    """The last door is at the delivery itself, not where deliveries are written down."""
    officer = placed["nation.duty_officer"]
    exercise = services.publish(services.draft(officer, **WORDS, status="Exercise").pk, officer)
    forged = exercise.deliveries.create(channel="mail", recipient="desk@paper.example")
    with pytest.raises(Conflict, match="Exercise messages never leave by mail"):
        services.deliver(forged.pk)
    assert post.taken == []
