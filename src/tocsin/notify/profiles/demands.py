"""What several profiles ask for alike, each under its own name of the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin.base import Alert
from tocsin.notify.problem import Problem


def code(alert: Alert, rule: str, wanted: re.Pattern[str], example: str) -> Iterator[Problem]:
    """A `code` that tells which profile the alert keeps."""
    if not any(wanted.fullmatch(each) for each in alert.codes):
        yield Problem("alert/code", rule, f"no code tells that it keeps this profile; add {example}")


def info(alert: Alert, rule: str) -> Iterator[Problem]:
    """At least one `info`, whatever the type of the message."""
    if not alert.infos:
        yield Problem("alert/info", rule, "this profile wants an info block in every message; add one")


def event_code(
    alert: Alert, rule: str, scheme: re.Pattern[str], value: re.Pattern[str], example: str
) -> Iterator[Problem]:
    """In each `info` an `eventCode` of a scheme, its value in the scheme's form."""
    for number, each in enumerate(alert.infos, 1):
        if not any(scheme.fullmatch(key) and value.fullmatch(text) for key, text in each.event_codes):
            text = f"it has no event code of this profile; add one such as {example}"
            yield Problem(f"alert/info[{number}]/eventCode", rule, text)


def geocode(
    alert: Alert, rule: str, scheme: re.Pattern[str], value: re.Pattern[str], example: str
) -> Iterator[Problem]:
    """In each `area` a `geocode` of a scheme, and every one of that scheme in its form."""
    for number, each in enumerate(alert.infos, 1):
        for place, area in enumerate(each.areas, 1):
            codes = [text for key, text in area.geocodes if scheme.fullmatch(key)]
            wrong = [text for text in codes if not value.fullmatch(text)]
            path = f"alert/info[{number}]/area[{place}]/geocode"
            if not codes:
                text = f"the area has no code of this profile; add one such as {example}"
                yield Problem(path, rule, text)
            elif wrong:
                text = f"{wrong[0]!r} is no code of this profile; write it as in {example}"
                yield Problem(path, rule, text)


def one_event(alert: Alert, rule: str, scheme: re.Pattern[str]) -> Iterator[Problem]:
    """The same events of a scheme in every `info`."""
    told = [{text for key, text in each.event_codes if scheme.fullmatch(key)} for each in alert.infos]
    for number, each in enumerate(told, 1):
        if each != told[0]:
            text = "its event is not that of the first info block; send another alert for another event"
            yield Problem(f"alert/info[{number}]/eventCode", rule, text)
