"""Findings made by hand, with words in them that want to do harm, and a way to run the command."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tocsin.base import (
    ActionKind,
    Claim,
    Count,
    Evidence,
    Incident,
    IncidentKind,
    OfficialAction,
    Place,
    PlaceKind,
    Report,
    When,
)
from tocsin.cli.findings import Findings
from tocsin.cli.main import main

TEXT = '=HYPERLINK("http://a.example"), said police: more than 120 dead.'
TYRE = Place(
    name="@Tyre",
    kind=PlaceKind.SETTLEMENT,
    country="LB",
    division="-South",
    latitude=33.27,
    longitude=-35.2,
)
WIRE = Report(
    id="aa",
    source="wire",
    title="",
    text=TEXT,
    url="https://a.example/1",
    published=datetime(2015, 11, 14, tzinfo=UTC),
)
COPY = Report(id="bb", source="+post", title="", text=TEXT)
WHOLE = Evidence("aa", 0, len(TEXT), TEXT)
TOLL = Evidence("aa", 43, 56, "more than 120")

INCIDENT = Incident(
    id="i1",
    kind=IncidentKind.VEHICLE_ATTACK,
    place=TYRE,
    when=When.on(date(2015, 11, 13)),
    killed=Count(120, 120, None, (TOLL, TOLL)),
    weapons=("vehicle",),
    claims=(Claim("\tGroup", "the group itself", WHOLE),),
    evidence=(WHOLE,),
    report_ids=("aa", "bb"),
)
UNDATED = Incident(
    id="i2", kind=IncidentKind.ATTACK, place=None, when=None, injured=Count(18, 20, 21), report_ids=("aa",)
)
ACTION = OfficialAction(
    kind=ActionKind.ALERT_RAISED,
    place=TYRE,
    when=When(date(2015, 11, 1), date(2015, 11, 30), INCIDENT.when.precision),
    summary="the alert was raised",
    evidence=(WHOLE,),
)
FINDINGS = Findings(
    incidents=(INCIDENT, UNDATED),
    actions=(ACTION,),
    reports={"aa": WIRE, "bb": COPY},
    copies={"bb": "aa"},
    notes=(),
    set_aside=(),
)
NOTHING = Findings((), (), {}, {}, (), ())


class Command:
    """Runs `tocsin` as the shell would, in this process."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        """Exit code, standard output and error output."""
        self._capture.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as done:
            code = int(done.code or 0)
        return code, *self._capture.readouterr()

    def records(self, *arguments: object) -> list[dict[str, Any]]:
        """What `tocsin read --format jsonl` writes."""
        code, out, _ = self("read", *arguments, "--format", "jsonl")
        assert code == 0
        return [json.loads(line) for line in out.splitlines()]
