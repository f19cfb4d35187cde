"""CAP alerts as reports."""

from collections import Counter
from dataclasses import replace

import pytest
from collect.samples import ORIGIN, sample
from shared_data import shared_data

from tocsin.collect import Parsed, source_for
from tocsin.errors import BadInput


def read(data: bytes) -> Parsed:
    return source_for("cap").parse(data, ORIGIN)


@pytest.mark.parametrize("status", ["Exercise", "Test", "Draft", "System"])
def test_what_is_not_actual_is_set_aside(status: str) -> None:
    parsed = read(sample("cap").replace(b"Actual", status.encode()))
    assert not parsed.reports
    assert parsed.set_aside[0].reason == "not_actual"


@pytest.mark.parametrize("message_type", ["Cancel", "Ack", "Error"])
def test_messages_about_messages_are_set_aside(message_type: str) -> None:
    parsed = read(sample("cap").replace(b"<msgType>Alert", f"<msgType>{message_type}".encode()))
    assert [aside.reason for aside in parsed.set_aside] == ["no_report"]


def test_each_language_of_an_alert_is_a_report() -> None:
    info = sample("cap").partition(b"<info>")[2].partition(b"</info>")[0]
    french = b"<info>" + info.replace(b"en-GB", b"fr-FR") + b"</info></alert>"
    parsed = read(sample("cap").replace(b"</alert>", french))
    assert [report.language for report in parsed.reports] == ["en-GB", "fr-FR"]


def test_alerts_of_many_services_are_read_or_set_aside_with_a_reason() -> None:
    outcomes: Counter[str] = Counter()
    for path in sorted(shared_data("cap", "cap12").iterdir()):
        try:
            parsed = source_for("cap").parse(path.read_bytes(), replace(ORIGIN, received=None))
        except BadInput as refusal:
            outcomes[refusal.reason] += 1
        else:
            outcomes["read" if parsed.reports else "set aside"] += 1
            assert parsed.reports or parsed.set_aside
    assert outcomes == {"read": 109, "set aside": 13}
