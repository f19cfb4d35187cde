"""Warnings of a site that is older than some of their figures."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps

from tocsin_server.forewarn.models import Warning
from tocsin_server.forewarn.selectors import recomputed
from tocsin_server.units.models import Unit

fill = import_module("tocsin_server.forewarn.migrations.0003_surprise").fill
mend = import_module("tocsin_server.forewarn.migrations.0005_settings_named").mend

QUIET = [[f"2015-11-{day:02}", 0] for day in range(4, 11)]
EARLIER = [
    {
        "method": "severity", "baseline": [], "observed": 128, "expected": 0.0, "bound": 10.0,
        "statistic": 128.0, "threshold": 10.0, "parameters": [],
        "reason": "At least 128 people were killed in one incident; from 10 on, a single incident is a "
        "warning.",
    },
    {
        "method": "ears-c2", "baseline": QUIET, "observed": 5, "expected": 0.0, "bound": 1.1338934190276815,
        "statistic": 13.228756555322954, "threshold": 3.0, "parameters": [["minimum_count", 3.0]],
        "reason": "5 incidents; 0.0 a day were expected from the 7 days 2015-11-04 to 2015-11-10, and above "
        "1.1 is unusual.",
    },
]  # fmt: skip
"""Explanations as the first detectors wrote them."""


def earlier(explanation: dict[str, object]) -> Warning:
    """A warning raised before its figures were written as they are today."""
    unit = Unit.objects.create(id="nation", name="Nation", kind="national", path="/nation/")
    return Warning.objects.create(
        unit=unit, series="FR/attack", country="FR", kind="attack", day=date(2015, 11, 13),
        detector=explanation["method"], observed=explanation["observed"], expected=0,
        bound=explanation["bound"], sentence=explanation["reason"], explanation=explanation,
        raised=datetime(2015, 11, 13, 22, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("explanation", EARLIER, ids=lambda one: one["method"])
def test_an_earlier_warning_recomputes(explanation: dict[str, object]) -> None:
    row = earlier(dict(explanation))
    assert not recomputed(row).figures
    for _ in range(2):
        mend(apps, None)
    row.refresh_from_db()
    again = recomputed(row)
    assert (again.figures, again.reason) == (True, "")
    assert row.bound == row.explanation["bound"]


@pytest.mark.django_db
def test_an_earlier_warning_is_as_surprising_as_its_stored_figures_say() -> None:
    row = earlier(dict(EARLIER[0]) | {"observed": 129, "statistic": 129.0})
    fill(apps, None)
    row.refresh_from_db()
    assert row.surprise == 12.9
