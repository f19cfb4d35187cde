"""The page of forecasts: pictures with words, figures month by month, and what they are not."""

from typing import Any

import numpy as np

from tests.server.conftest import Cast
from tests.server.console.conftest import Browse, page
from tocsin.forewarn.forecast import Learned, forecast
from tocsin.forewarn.series import Measure, Panel, Step
from tocsin_server import clock
from tocsin_server.codec import encode
from tocsin_server.forewarn.models import Forecast

ADDRESS = "/console/warnings/forecasts/"


def foretold(cast: Cast, **mark: Any) -> Forecast:
    """Of this month, from twelve with thirty killed in each."""
    month = clock.now().date().replace(day=1)
    counts = np.full((1, 12), 30, dtype=np.int64)
    panel = Panel(("FR",), Step.MONTH.after(month, -12), counts, Measure.KILLED, Step.MONTH)
    (made,) = forecast(panel, [Learned(lead=1)], Step.MONTH.after(month, -1))
    return Forecast.objects.create(
        unit=cast.units["nation"], country="FR", month=made.month, last=made.months[-1][0], low=made.low,
        middle=made.middle, high=made.high, expected=made.expected, threshold=made.threshold,
        chance=made.chance, sentence=made.reason, forecast=encode(made), known=clock.now(), made=clock.now(),
        **mark,
    )  # fmt: skip


def test_a_country_has_its_picture_its_figures_and_what_they_are_not(browse: Browse, cast: Cast) -> None:
    row = foretold(cast)
    html = page(browse, "nation.auditor", ADDRESS)
    assert '<h2 id="forecast-' in html
    assert "France" in html
    assert html.count('role="img"') == 2, "wide, and narrow for a phone"
    assert f"{row.percent} %" in html or "over 99 %" in html
    assert "It does not foresee an attack" in html
    assert ADDRESS in page(browse, "nation.auditor", "/console/warnings/"), "the list leads to it"


def test_what_may_not_be_seen_is_not_shown(browse: Browse, cast: Cast) -> None:
    foretold(cast, tlp="amber+strict")
    assert "No forecast yet." in page(browse, "locality.unit_officer", ADDRESS)
    assert "France" in page(browse, "nation.auditor", ADDRESS)


def test_before_the_first_it_says_when_there_will_be_one(browse: Browse) -> None:
    assert "No forecast yet." in page(browse, "nation.auditor", ADDRESS)
