"""Every unit that a level concerns is told once at each of its addresses, and what became of it is seen."""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connections

from tests.server.conftest import TESTER, Cast
from tests.server.level.reach import (
    DESK,
    MOBILE,
    MORNING,
    SECRET,
    Post,
    hung_server,
    mail_server,
    raised,
    reached,
    web_hook,
    work,
)
from tocsin.errors import BadInput, Conflict, NotAllowed
from tocsin.notify import cap, problems
from tocsin_server import clock, smtp
from tocsin_server.jobs import outgoing, worker
from tocsin_server.jobs import selectors as jobs
from tocsin_server.jobs.models import Job
from tocsin_server.jobs.services import enqueue
from tocsin_server.ledger.models import Entry
from tocsin_server.ledger.services import verify
from tocsin_server.level import selectors, services
from tocsin_server.level.models import Contact, Notice, NoticeKind, NoticeState, Order
from tocsin_server.level.services import sending
from tocsin_server.pipeline.handlers import HANDLERS
from tocsin_server.pipeline.lanes import LANES
from tocsin_server.units import services as units
from tocsin_server.units.models import Unit


@pytest.fixture(autouse=True)
def _a_morning(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.HOME, settings.TOCSIN_SMS = tmp_path, "folder"
    settings.TOCSIN_WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with clock.standing_at(MORNING):
        yield


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with mail_server(settings) as handler:
        yield handler


def notice(**having: Any) -> Notice:
    return Notice.objects.get(**having)


def test_a_unit_is_mailed_its_own_orders_once_with_code_link_and_cap(cast: Cast, post: Post) -> None:
    reached(cast)
    row = raised(cast)
    work()
    assert [taken.rcpt_tos for taken in post.taken] == [[DESK]]
    message, words = post.message(), post.words()
    assert message["Subject"] == "Heightened: orders for Locality"
    assert selectors.answer_code(row, cast.units["locality"]) in words
    assert f"http://localhost:8000/console/orders/{row.pk}/locality/" in words
    for order in row.orders.filter(unit_id="locality"):
        assert f"{order.pk}. " in words
    assert not any(f"\n{order.pk}. " in words for order in row.orders.filter(unit_id="neighbour"))
    attached = next(message.iter_attachments())
    assert attached.get_content_type() == "application/cap+xml"
    sent = notice()
    assert (sent.state, sent.attempts, sent.kind, sent.error) == ("sent", 1, "orders", "")
    assert sent.body.split() == words.split()
    assert verify().ok


def test_orders_are_told_in_the_language_of_the_contact(cast: Cast, post: Post) -> None:
    reached(cast, language="fr")
    raised(cast)
    work()
    assert "Base légale : Emergency Response Law" in post.words()


def test_raising_again_with_one_key_tells_nobody_anything_new(cast: Cast, post: Post) -> None:
    reached(cast)
    raised(cast)
    raised(cast)
    work()
    assert (Notice.objects.count(), len(post.taken)) == (1, 1)


def test_all_addresses_of_a_unit_are_used_and_telephones_are_for_people(cast: Cast, post: Post) -> None:
    for channel, address in (("mail", DESK), ("mail", "deputy@locality.example"), ("sms", MOBILE)):
        reached(cast, channel, address)
    reached(cast, "telephone", "+86 10 8888 0000")
    raised(cast)
    work()
    assert sorted(Notice.objects.values_list("channel", "state")) == [
        ("mail", "sent"),
        ("mail", "sent"),
        ("sms", "sent"),
    ]


def test_a_web_hook_that_takes_the_orders_shows_that_they_were_received(cast: Cast) -> None:
    with web_hook() as hook:
        reached(cast, "webhook", hook.url, secret=SECRET)
        row = raised(cast)
        work()
    assert len(hook.taken) == 1
    assert set(row.orders.filter(unit_id="locality").values_list("state", flat=True)) == {"received"}
    assert set(row.orders.filter(unit_id="neighbour").values_list("state", flat=True)) == {"issued"}


def test_a_web_hook_without_a_secret_is_given_one_that_the_ledger_never_sees(cast: Cast) -> None:
    with web_hook() as hook:
        row = reached(cast, "webhook", hook.url)
    assert len(row.secret) >= 32
    assert not [
        entry for entry in Entry.objects.all() if row.secret in str(entry.data) or hook.url in str(entry.data)
    ]


def test_who_ends_or_extends_a_level_tells_the_units_that_have_its_orders(cast: Cast, post: Post) -> None:
    reached(cast)
    row = raised(cast)
    with clock.standing_at(MORNING + timedelta(hours=1)):
        services.extend_level(
            row.pk, cast["nation.duty_officer"], MORNING + timedelta(days=9), "Not over yet"
        )
    with clock.standing_at(MORNING + timedelta(hours=2)):
        services.end_level(row.pk, cast["nation.duty_officer"], "Over")
        work()
    kinds = list(Notice.objects.order_by("pk").values_list("kind", "state"))
    assert kinds == [("orders", "sent"), ("changed", "sent"), ("ended", "sent")]
    assert "has ended" in str(post.message(2)["Subject"])


def test_who_lowers_a_level_tells_the_units_that_got_nothing_new(cast: Cast, post: Post) -> None:
    reached(cast)
    raised(cast, rank=4)
    with clock.standing_at(MORNING + timedelta(hours=1)):
        lower = raised(cast, rank=2, key="decision-2")
        work()
    assert lower.replaces is not None
    assert {"orders", "changed"} == set(Notice.objects.values_list("kind", flat=True))
    assert str(post.message(1)["Subject"]).endswith("has changed: Locality")


def test_what_goes_up_is_told_to_the_unit_above_once(cast: Cast, post: Post) -> None:
    reached(cast, address="desk@region.example", unit="region")
    row = raised(cast, unit_id="region", by="region.duty_officer")
    work()
    with clock.standing_at(MORNING + timedelta(days=1, hours=1)):
        services.escalate(TESTER)
        services.escalate(TESTER)
        work()
    escalated = notice(kind="escalated")
    assert (escalated.unit_id, escalated.state) == ("region", "sent")
    late = row.orders.filter(unit_id="locality").first()
    assert late is not None
    assert f"{late.pk}. " in escalated.body
    assert "Given to Locality" in escalated.body


def test_a_meeting_is_told_to_those_invited(cast: Cast, post: Post) -> None:
    reached(cast)
    row = services.convene(
        cast["nation.duty_officer"],
        key="m1",
        unit_id="nation",
        title="Situation",
        agenda="1. News",
        place="Room 1",
        starts=MORNING + timedelta(hours=2),
        ends=MORNING + timedelta(hours=3),
        unit_ids=["region", "locality"],
        tlp="amber",
    )
    work()
    told = notice(kind="meeting")
    assert (told.meeting, told.unit_id, told.state) == (row, "locality", "sent")
    assert "Room 1" in post.words()


def test_what_a_server_refuses_is_seen_and_a_person_sends_it_again(cast: Cast, post: Post) -> None:
    reached(cast)
    post.answers[DESK] = "550 no such desk"
    raised(cast)
    work()
    refused = notice()
    assert (refused.state, refused.error) == ("failed", "the mail server answers 550 no such desk")
    post.answers.clear()
    services.resend_notice(cast["locality.duty_officer"], refused.pk)
    work()
    assert (notice().state, notice().attempts, len(post.taken)) == ("sent", 2, 1)
    with pytest.raises(Conflict, match="only what went wrong"):
        services.resend_notice(cast["locality.duty_officer"], refused.pk)
    with pytest.raises(NotAllowed):
        services.resend_notice(cast["locality.unit_officer"], refused.pk)
    with pytest.raises(BadInput, match="no such notice"):
        services.resend_notice(cast["locality.duty_officer"], 0)


def test_trouble_that_may_pass_is_tried_again_by_itself(cast: Cast, post: Post) -> None:
    reached(cast)
    post.answers[DESK] = "451 come back later"
    raised(cast)
    work()
    assert (notice().state, len(post.taken)) == ("waiting", 0)
    post.answers.clear()
    with clock.standing_at(MORNING + timedelta(minutes=1)):
        work()
    assert (notice().state, notice().attempts, len(post.taken)) == ("sent", 2, 1)


def test_a_server_that_falls_silent_leaves_it_unsure_and_nothing_goes_out_twice(
    cast: Cast, post: Post
) -> None:
    reached(cast)
    post.silent = True
    raised(cast)
    work()
    with clock.standing_at(MORNING + timedelta(hours=1)):
        work()
    assert (notice().state, len(post.taken)) == ("unsure", 1)


def test_a_worker_that_died_while_sending_leaves_it_unsure(cast: Cast, post: Post) -> None:
    reached(cast)
    raised(cast)
    Notice.objects.update(state=NoticeState.SENDING)
    work()
    assert (notice().state, notice().error) == ("unsure", outgoing.DIED)
    assert post.taken == []


def test_who_is_no_longer_reached_at_an_address_is_told_nothing_there(cast: Cast, post: Post) -> None:
    contact = reached(cast)
    raised(cast)
    services.remove_contact(cast["region.administrator"], contact.pk)
    work()
    assert (notice().state, notice().error) == ("failed", sending.GONE)
    assert post.taken == []


def test_a_notice_tells_what_stands_when_it_is_sent(cast: Cast, post: Post) -> None:
    reached(cast)
    row = raised(cast)
    with clock.standing_at(MORNING + timedelta(minutes=1)):
        services.end_level(row.pk, cast["nation.duty_officer"], "A mistake")
        work()
    assert [str(post.message(n)["Subject"]) for n in range(2)][1] == "Heightened has ended: Locality"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"channel": "pigeon"}, "channel"),
        ({"channel": "rehearsal", "address": "rehearsal"}, "channel"),
        ({"address": "nobody"}, "address"),
        ({"address": "a@b.example\nBcc: c@d.example"}, "address"),
        ({"channel": "telephone", "address": "12"}, "address"),
        ({"position": 0}, "position"),
        ({"office": "x" * 300}, "office"),
        ({"unit": "nowhere"}, "unit"),
    ],
)
def test_a_contact_that_could_never_work_is_refused_by_field(
    cast: Cast, post: Post, change: dict[str, Any], where: str
) -> None:
    with pytest.raises(BadInput) as caught:
        reached(cast, **change)
    assert caught.value.where == where
    assert not Contact.objects.exists()


def test_contacts_are_an_administrators_and_adding_twice_is_once(cast: Cast, post: Post) -> None:
    row = reached(cast)
    assert reached(cast) == row
    with pytest.raises(Conflict, match="another language"):
        reached(cast, language="fr")
    with pytest.raises(NotAllowed):
        services.add_contact(cast["region.duty_officer"], "locality", channel="mail", address="x@y.example")
    with pytest.raises(NotAllowed):
        services.remove_contact(cast["nation.duty_officer"], row.pk)
    with pytest.raises(BadInput, match="no such contact"):
        services.remove_contact(cast["nation.administrator"], 0)


@pytest.mark.parametrize(
    ("who", "seen"),
    [("nation.auditor", 1), ("locality.unit_officer", 1), ("neighbour.unit_officer", 0), ("public", 0)],
)
def test_contacts_and_notices_are_seen_by_their_unit_and_those_above(
    cast: Cast, post: Post, who: str, seen: int
) -> None:
    reached(cast)
    row = raised(cast)
    assert selectors.contacts(cast[who]).count() == selectors.notices(cast[who]).count() == seen
    assert (
        selectors.notices(cast[who], declaration_id=row.pk, unit_id="locality", state="waiting").count()
        == seen
    )
    assert not selectors.notices(cast[who], state="sent").exists()


def test_the_cap_message_of_a_units_orders_is_restricted_and_always_the_same(cast: Cast) -> None:
    row = raised(cast)
    data = selectors.cap_message(cast["nation.duty_officer"], row.pk, "locality")
    assert data == selectors.cap_message(cast["locality.unit_officer"], row.pk, "locality")
    alert = cap.read(data)
    assert problems(alert) == ()
    assert (alert.scope, alert.status, alert.message_type) == ("Restricted", "Actual", "Alert")
    assert "Locality" in alert.restriction
    assert {info.language for info in alert.infos} >= {"en", "fr"}
    assert len(alert.infos[0].parameters) == row.orders.filter(unit_id="locality").count()
    with pytest.raises(BadInput, match="no orders under it that you may see"):
        selectors.cap_message(cast["neighbour.unit_officer"], row.pk, "locality")


def test_orders_that_read_otherwise_are_another_cap_message(cast: Cast) -> None:
    row, officer = raised(cast), cast["nation.duty_officer"]
    first = cap.read(selectors.cap_message(officer, row.pk, "locality"))
    services.extend_level(row.pk, officer, row.ends + timedelta(days=1), "the search goes on")
    extended = cap.read(selectors.cap_message(officer, row.pk, "locality"))
    assert extended.identifier != first.identifier
    assert extended.incidents == first.incidents == str(row.pk)


def test_a_unit_that_joins_under_a_level_is_told(cast: Cast, post: Post) -> None:
    raised(cast)
    units.add_unit(TESTER, id="late", name="Late", kind="locality", parent_id="region")
    reached(cast, address="late@locality.example", unit="late")
    with clock.standing_at(MORNING + timedelta(hours=1)):
        services.complete_orders(TESTER)
        work()
    assert [taken.rcpt_tos for taken in post.taken] == [["late@locality.example"]]


def test_notices_of_an_act_that_fails_are_never_written(cast: Cast, post: Post) -> None:
    reached(cast)
    with pytest.raises(BadInput):
        raised(cast, warning_ids=[77])
    assert (Notice.objects.count(), Job.objects.filter(kind__startswith="notice").count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_or_web_hook_that_hangs_delays_no_other_message(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The mail server and one hook accept and say nothing; SMS, the other hook and other work go on."""
    monkeypatch.setattr(smtp, "TIMEOUT", 4)
    caplog.set_level(logging.ERROR)
    done = Event()
    with hung_server() as hung, web_hook() as hook:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", hung
        for number in range(5):
            reached(cast, address=f"desk{number}@locality.example")
        reached(cast, "webhook", f"http://127.0.0.1:{hung}/", secret=SECRET)
        reached(cast, "webhook", hook.url, secret=SECRET)
        reached(cast, "sms", MOBILE)
        raised(cast)
        stop = Event()
        handlers = HANDLERS | {"other": lambda _: done.set()}
        thread = Thread(target=_keep, args=(handlers, stop))
        thread.start()
        try:
            _until(lambda: Notice.objects.filter(channel="mail", state="sending").count() == 3)
            _until(lambda: len(hook.taken) == 1 and notice(channel="sms").state == "sent")
            assert not Notice.objects.filter(channel="mail", state="sent").exists()
            enqueue("other", "other")
            assert done.wait(10)
        finally:
            stop.set()
    thread.join(60)
    assert not thread.is_alive()
    lanes = {worker.pk.partition("/")[2].partition("-")[0] for worker in jobs.workers()}
    assert lanes == {"", *(lane.name for lane in LANES)}


def _keep(handlers: Any, stop: Event) -> None:
    try:
        with clock.standing_at(MORNING):
            worker.run(handlers, stop, lanes=LANES, name="w")
    finally:
        connections.close_all()


def _until(true: Any, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def test_ten_thousand_notices_are_written_in_a_moment(cast: Cast, django_assert_max_num_queries: Any) -> None:
    """However many units are told, it takes a handful of statements."""
    row = raised(cast)
    units_told = [f"u{number}" for number in range(1200)]
    Unit.objects.bulk_create(
        Unit(pk=pk, name=pk, kind="locality", parent_id="region", path=f"/nation/region/{pk}/")
        for pk in units_told
    )
    Contact.objects.bulk_create(
        Contact(unit_id=pk, channel="mail", address=f"{pk}@x.example", added=MORNING) for pk in units_told
    )
    with django_assert_max_num_queries(10):
        services.announce(row, NoticeKind.ORDERS, Counter(units_told))
    assert Notice.objects.count() == Job.objects.filter(kind="notice.mail").count() == 1200
    assert Order.objects.count() == row.orders.count()
