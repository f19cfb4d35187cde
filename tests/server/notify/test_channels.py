"""What every channel keeps to, against the real thing at its far end; one that is added is listed in
`ends.Ends`."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import Cast
from tests.server.notify.conftest import WORDS
from tests.server.notify.ends import Ends, all_ends
from tocsin.base import Alert, AlertStatus, Scope
from tocsin.errors import BadInput, Conflict
from tocsin.notify import cap
from tocsin_server.notify import selectors, services
from tocsin_server.notify.channels import (
    CHANNELS,
    SUBSCRIBABLE,
    Channel,
    DeliveryFailed,
    Inviting,
    Target,
    admit,
    get_channel,
)

OF_THE_SITE = ["feed", "mqtt", "websub"]
"""Those that everyone can read."""


@pytest.fixture(params=CHANNELS, ids=lambda channel: channel.name)
def channel(request: pytest.FixtureRequest) -> Channel:
    made: Channel = request.param
    return made


@pytest.fixture
def ends(settings: Any, tmp_path: Path) -> Iterator[Ends]:
    with all_ends(settings, tmp_path) as made:
        yield made


@pytest.fixture
def alert(placed: Cast) -> Alert:
    """Grave and certain enough for every channel: networks do not broadcast less."""
    officer, grave = placed["nation.duty_officer"], {"severity": "Severe", "certainty": "Likely"}
    return selectors.record(services.publish(services.draft(officer, **{**WORDS, **grave}).pk, officer))


def test_its_name_is_its_own_and_finds_it(channel: Channel) -> None:
    assert get_channel(channel.name) is channel
    assert [one.name for one in CHANNELS].count(channel.name) == 1


def test_one_delivery_is_one_message_at_the_far_end(channel: Channel, alert: Alert, ends: Ends) -> None:
    channel.deliver(alert, cap.write(alert), ends.target(channel))
    if channel.name == "feed":
        assert selectors.public_alerts().count() == 1
    else:
        assert ends.arrived(channel, 1) == 1


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


def test_it_knows_its_own_addresses(channel: Channel, ends: Ends) -> None:
    target = ends.target(channel)
    channel.check_address(target.address, target.keys)
    with pytest.raises(BadInput):
        channel.check_address("nobody in particular", target.keys)


def test_what_is_not_for_everyone_reaches_nobody_who_subscribed_without_an_account(
    channel: Channel, alert: Alert, ends: Ends
) -> None:
    inner = replace(alert, scope=Scope.RESTRICTED, restriction="For units alone")
    target = replace(ends.target(channel), unsubscribe="https://tocsin.example/unsubscribe")
    if channel.live:
        with pytest.raises(DeliveryFailed, match="not for the public") as caught:
            channel.deliver(inner, cap.write(inner), target)
        assert caught.value.permanent
        assert ends.all_arrived() == 0


def test_those_that_anybody_may_subscribe_by_are_live_and_addressed() -> None:
    for name in SUBSCRIBABLE:
        assert get_channel(name).live
        assert get_channel(name).addressed


@pytest.mark.parametrize("name", [name for name in SUBSCRIBABLE if isinstance(get_channel(name), Inviting)])
def test_an_invitation_goes_to_the_address_with_its_link(name: str, ends: Ends) -> None:
    channel, link = get_channel(name), "https://tocsin.example/confirm/abc"
    assert isinstance(channel, Inviting)
    channel.invite(replace(ends.target(channel), language="fr"), link)
    assert ends.arrived(channel, 1) == 1
    if name == "mail":
        assert link in ends.post.words()
        assert ends.post.message()["Subject"].startswith("Confirmez")


@pytest.mark.parametrize("name", [channel.name for channel in CHANNELS if channel.live])
def test_a_delivery_that_was_forged_into_the_table_still_does_not_leave(
    placed: Cast, ends: Ends, name: str
) -> None:
    """The last door is at the delivery itself, not where deliveries are written down."""
    officer = placed["nation.duty_officer"]
    exercise = services.publish(services.draft(officer, **WORDS, status="Exercise").pk, officer)
    forged = exercise.deliveries.create(channel=name, recipient=ends.target(get_channel(name)).address)
    with pytest.raises(Conflict, match=f"Exercise messages never leave by {name}"):
        services.deliver(forged.pk)
    assert ends.all_arrived() == 0


def test_a_target_says_no_more_than_it_was_given() -> None:
    target = Target(key="1", address="desk@paper.example")
    assert (target.keys, target.language, target.unsubscribe) == ({}, "", "")
