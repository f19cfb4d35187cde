"""Foreseeing: what the next months may bring is worked out each night, and kept with what it follows from."""

from datetime import date, datetime

from tocsin.forewarn.forecast import Forecast as Foretold
from tocsin.forewarn.series import Step
from tocsin_server import clock
from tocsin_server.codec import encode
from tocsin_server.forewarn.models import Forecast
from tocsin_server.forewarn.selectors import foresight
from tocsin_server.forewarn.selectors.tallies import Owned
from tocsin_server.forewarn.services import counting
from tocsin_server.ledger.services import Actor, act
from tocsin_server.locks import one_at_a_time


def foresee(until: date, actor: Actor) -> int:
    """Work the forecasts out by the months that are over at the end of a day; how many are other than before.

    They change when a month ends, and when news of the months before is corrected; nothing is recorded where
    all is as it was.
    """
    last = Step.MONTH.after(Step.DAY.after(until, 1).replace(day=1), -1)
    with act(actor, "forewarn.foreseen") as entry:
        one_at_a_time("forewarn.scan")
        new = [row for owned in foresight.owners() for row in _changed(owned, last)]
        Forecast.objects.bulk_create(new)
        entry.subject, entry.data = f"month:{last:%Y-%m}", {"forecasts": len(new)}
        if not new:
            entry.cancel()
    return len(new)


def _changed(owned: Owned, last: date) -> list[Forecast]:
    """The forecasts of an owner that are other than those that stand."""
    before = foresight.standing(owned, last)
    known = counting.moment()
    made = [_row(owned, one, known) for one in foresight.foretold(owned, last, known)]
    return [row for row in made if not _same(before.get((row.country, row.month)), row)]


def _same(before: Forecast | None, row: Forecast) -> bool:
    """Whether a forecast is the one that stands, made from the same counts, whenever these were looked at."""
    return before is not None and before.forecast | {"known": ""} == row.forecast | {"known": ""}


def _row(owned: Owned, one: Foretold, known: datetime) -> Forecast:
    return Forecast(
        unit_id=owned.unit_id, tlp=owned.tlp, country=one.series, month=one.month, last=one.months[-1][0],
        low=one.low, middle=one.middle, high=one.high, expected=one.expected, threshold=one.threshold,
        chance=one.chance, sentence=one.reason, forecast=encode(one), known=known, made=clock.now(),
    )  # fmt: skip
