"""What is found, in every format: complete, and harmless to what opens it."""

import csv
import io
import json

import pytest
from cli.samples import FINDINGS, NOTHING

from tocsin.cli.findings import Findings
from tocsin.cli.formats import FORMATS, Format
from tocsin.cli.formats.csv import COLUMNS
from tocsin.cli.formats.records import NO_DATE


def written(chosen: Format, findings: Findings = FINDINGS) -> str:
    stream = io.StringIO(newline="")
    FORMATS[chosen](findings, stream)
    return stream.getvalue()


def test_every_format_has_a_writer() -> None:
    assert set(FORMATS) == set(Format)


@pytest.mark.parametrize("chosen", Format)
def test_nothing_found_is_written_without_an_error(chosen: Format) -> None:
    assert "2015" not in written(chosen, NOTHING)


class TestJsonLines:
    def test_a_line_is_an_incident_or_an_action(self) -> None:
        lines = [json.loads(line) for line in written(Format.JSONL).splitlines()]
        assert [(line["type"], line["kind"]) for line in lines] == [
            ("incident", "vehicle_attack"),
            ("incident", "attack"),
            ("action", "alert_raised"),
        ]

    def test_an_incident_carries_its_toll_its_words_and_its_sources(self) -> None:
        incident = json.loads(written(Format.JSONL).splitlines()[0])
        assert incident["killed"] == {
            "low": 120,
            "best": 120,
            "high": None,
            "quotes": ["more than 120"],
            "steps": [],
        }
        assert incident["when"] == {"first": "2015-11-13", "last": "2015-11-13", "precision": "day"}
        assert incident["evidence"][0]["quote"] == FINDINGS.reports["aa"].text
        assert incident["sources"] == [
            {
                "report": "aa",
                "outlet": "wire",
                "url": "https://a.example/1",
                "published": "2015-11-14T00:00:00+00:00",
                "copy_of": None,
            },
            {"report": "bb", "outlet": "+post", "url": "", "published": None, "copy_of": "aa"},
        ]

    def test_an_unknown_date_is_null_and_the_notes_say_how_to_give_it(self) -> None:
        incident = json.loads(written(Format.JSONL).splitlines()[1])
        assert incident["when"] is None
        assert incident["notes"] == [NO_DATE]
        assert "--published" in NO_DATE


class TestGeoJson:
    def test_places_are_points_with_longitude_first(self) -> None:
        features = json.loads(written(Format.GEOJSON))["features"]
        assert features[0]["geometry"] == {"type": "Point", "coordinates": [-35.2, 33.27]}
        assert {feature["type"] for feature in features} == {"Feature"}
        assert [feature["properties"]["class"] for feature in features] == ["incident", "incident", "action"]

    def test_what_has_no_place_has_no_geometry_and_is_still_there(self) -> None:
        assert json.loads(written(Format.GEOJSON))["features"][1]["geometry"] is None


class TestCsv:
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(written(Format.CSV), newline="")))

    def test_there_is_a_row_for_each_and_no_column_is_forgotten(self) -> None:
        assert len(self.rows()) == 3
        assert set(self.rows()[0]) == set(COLUMNS)

    def test_no_text_is_a_formula(self) -> None:
        row = self.rows()[0]
        assert row["place"] == "'@Tyre"
        assert row["division"] == "'-South"
        assert row["quotes"].startswith("'=HYPERLINK")
        assert row["claims"].startswith("'\tGroup")

    def test_numbers_stay_numbers(self) -> None:
        row = self.rows()[0]
        assert (row["longitude"], row["killed_low"], row["killed_high"]) == ("-35.2", "120", "")
        assert (row["reports"], row["copies"]) == ("2", "1")


class TestTable:
    @pytest.mark.parametrize(
        "words", ["2015-11-13", "at least 120", "2 (1 copied)", "20 (18 to 21)", "unknown", "vehicle attack"]
    )
    def test_it_says_in_words_what_the_numbers_mean(
        self, words: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "200")
        assert words in " ".join(written(Format.TABLE).split())

    def test_nothing_found_is_said(self) -> None:
        assert "No incident" in written(Format.TABLE, NOTHING)
