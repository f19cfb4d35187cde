"""Messages made public at the same moment get their numbers in the order in which anyone can see them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from django.db import connection, transaction

from tests.server.conftest import Cast
from tests.server.notify.conftest import NOON, WORDS
from tocsin.base import Area
from tocsin_server import clock
from tocsin_server.notify import selectors, services
from tocsin_server.notify.models import Alert, Posting
from tocsin_server.notify.services.posting import box, languages, post

POSTERS, EACH = 4, 5


@pytest.fixture
def drafts(placed: Cast) -> list[Alert]:
    return [services.draft(placed["nation.duty_officer"], **WORDS) for _ in range(POSTERS * EACH)]


def posted_one_by_one(rows: list[Alert]) -> None:
    try:
        with clock.standing_at(NOON):
            for row in rows:
                with transaction.atomic():
                    post(row, selectors.record(row))
    finally:
        connection.close()


def watched(done: Event) -> list[list[int]]:
    """What somebody who looks all the time sees."""
    seen = []
    try:
        while not done.is_set():
            seen.append(list(Posting.objects.order_by("number").values_list("number", flat=True)))
    finally:
        connection.close()
    return seen


@pytest.mark.django_db(transaction=True)
def test_nobody_ever_sees_a_number_before_all_those_below_it(drafts: list[Alert]) -> None:
    done = Event()
    with ThreadPoolExecutor(POSTERS + 1) as pool:
        watcher = pool.submit(watched, done)
        work = [pool.submit(posted_one_by_one, drafts[number::POSTERS]) for number in range(POSTERS)]
        for each in work:
            each.result()
        done.set()
        seen = watcher.result()
    assert list(Posting.objects.order_by("number").values_list("number", flat=True)) == [
        *range(1, POSTERS * EACH + 1)
    ]
    assert [numbers for numbers in seen if numbers != [*range(1, len(numbers) + 1)]] == []


def test_the_box_of_a_message_holds_all_its_areas_and_the_earth_where_it_draws_none(
    drafts: list[Alert],
) -> None:
    alert = selectors.record(drafts[0])
    areas = (
        Area(description="One", circles=((10.0, 20.0, 0.0),)),
        Area(description="Two", circles=((-5.0, 30.0, 0.0),)),
    )
    drawn = replace(alert, infos=(replace(alert.infos[0], areas=areas),))
    assert [round(edge) for edge in box(drawn)] == [-5, 20, 10, 30]
    nowhere = replace(alert, infos=(replace(alert.infos[0], areas=()),))
    assert box(nowhere) == (-90.0, -180.0, 90.0, 180.0)


def test_a_message_is_found_under_its_languages_without_their_regions(drafts: list[Alert]) -> None:
    info = selectors.record(drafts[0]).infos[0]
    told = replace(
        selectors.record(drafts[0]),
        infos=tuple(replace(info, language=tag) for tag in ("fr-CA", "fr-FR", "zh")),
    )
    assert languages(told) == ["fr", "zh"]
