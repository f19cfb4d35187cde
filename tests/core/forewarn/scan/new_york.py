"""Fever reports of New York's emergency rooms, 1 to 24 November 2001, by zip code, as SaTScan brings them."""

import csv
from datetime import date

from tests.core.shared_data import shared_data
from tocsin.forewarn.scan import Cylinders, Events, Sites

FIRST, LAST = date(2001, 11, 1), date(2001, 11, 24)
AT_MOST_3_KM_AND_7_DAYS = Cylinders(radius_km=3, days=7)


def fever():
    folder = shared_data("warning", "satscan")
    with (folder / "NYCfevergeo.csv").open() as lines:
        places = [(row["zip"], float(row["lat"]), float(row["long"])) for row in csv.DictReader(lines)]
    with (folder / "NYCfevercas.csv").open() as lines:
        cases = [
            (row["zip"], date(*map(int, row["date"].split("/"))), int(row["cases"]))
            for row in csv.DictReader(lines)
        ]
    ids, latitude, longitude = zip(*places, strict=True)
    return Events.of(cases, Sites(ids, latitude, longitude), first=FIRST, last=LAST)
