"""Warnings of a site that is older than some of their figures."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps

from tocsin_server.forewarn.models import Warning
from tocsin_server.units.models import Unit

fill = import_module("tocsin_server.forewarn.migrations.0003_surprise").fill


@pytest.mark.django_db
def test_an_earlier_warning_is_as_surprising_as_its_stored_figures_say() -> None:
    unit = Unit.objects.create(id="nation", name="Nation", kind="national", path="/nation/")
    row = Warning.objects.create(
        unit=unit, series="FR/attack", country="FR", kind="attack", day=date(2015, 11, 13),
        detector="severity", observed=129, expected=0, bound=10, sentence="",
        raised=datetime(2015, 11, 13, 22, tzinfo=UTC), explanation={"statistic": 129.0, "threshold": 10.0},
    )  # fmt: skip
    fill(apps, None)
    row.refresh_from_db()
    assert row.surprise == 12.9
