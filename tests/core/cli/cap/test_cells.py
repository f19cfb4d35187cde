"""`tocsin cap cells` shows alerts as telephones would; what is not broadcast, it says why."""

import json
from dataclasses import replace

import pytest
from notify.cells.flood import flood
from notify.samples import ALERT

from tocsin.base import AlertStatus
from tocsin.notify import cap
from tocsin.notify.cells import read


@pytest.fixture
def file(tmp_path):
    def write(alert, name="alert.xml"):
        path = tmp_path / name
        path.write_bytes(cap.write(alert))
        return path

    return write


def test_each_language_shows_its_identifier_alphabet_pages_and_overshoot(tocsin, file):
    code, out, _ = tocsin("cap", "cells", file(flood()))
    assert code == 0
    assert "en-US: 4371, GSM-7, 3 pages, 239 of 1,395 characters, up to 11 m beyond the area" in out
    assert "zh: 4384, UCS-2, 2 pages, 48 of 600 characters" in out
    assert "WEA 90 | Flash flood. Lower town. Until 18:00." in out
    assert "advice: alert/info: es: GSM-7 lacks ó" in out


def test_json_tells_the_same_to_machines(tocsin, file):
    path = file(flood(info={}))
    code, out, _ = tocsin("cap", "cells", path, "--format", "json")
    (told,) = json.loads(out)
    assert (code, told["file"], told["action"], told["problems"]) == (0, str(path), "broadcast", [])
    (message,) = told["messages"]
    assert (message["message_identifier"], message["used"], len(message["pages"])) == (4371, 239, 3)
    assert message["used"] + message["left"] == message["most"]


def test_what_is_not_broadcast_is_refused_with_its_reason_and_shown_all_the_same(tocsin, file):
    code, out, _ = tocsin("cap", "cells", file(ALERT))
    assert code == 1
    assert "not broadcast\n  en: no identifier, GSM-7" in out
    assert "severity is Moderate, not Extreme or Severe" in out


def test_a_person_may_choose_another_handling_and_first_language(tocsin, file):
    _, out, _ = tocsin("cap", "cells", file(flood()), "--handling", "Public Safety", "--language", "es")
    assert "en-US: 4397" in out
    assert "es: 4396" in out


def test_hand_off_files_are_written_and_can_be_read(tocsin, file, tmp_path):
    exercise = replace(flood(), status=AlertStatus.EXERCISE)
    code, _, _ = tocsin("cap", "cells", file(exercise), "--out", tmp_path / "out")
    (path,) = (tmp_path / "out").iterdir()
    assert (code, path.name) == (0, "urn_oid_2.49.0.1.156.0.2015.7.0.json")
    assert [each.key.identifier for each in read(path.read_bytes()).messages] == [4381, 4394, 4394, 4394]


def test_a_file_that_cannot_be_written_is_said(tocsin, file, tmp_path):
    (tmp_path / "out").write_text("in the way")
    code, out, _ = tocsin("cap", "cells", file(flood()), "--out", tmp_path / "out")
    assert code == 1
    assert "File exists" in out


def test_a_file_that_is_no_alert_stops_nothing(tocsin, file, tmp_path):
    (tmp_path / "bad.xml").write_text("<alert>")
    code, out, _ = tocsin("cap", "cells", tmp_path / "bad.xml", file(flood(info={})))
    assert code == 1
    assert "4371" in out
