"""`tocsin cap match` tells who is inside; what it cannot tell, it says."""

import json
from dataclasses import replace

import pytest
from notify.samples import ALERT, AREA, INFO, with_area

from tocsin.base import Area
from tocsin.notify import cap

BEIJING, SHANGHAI, PARIS = "39.9,116.4", "31.2,121.5", "48.85,2.35"


@pytest.fixture
def alert(tmp_path):
    path = tmp_path / "alert.xml"
    path.write_bytes(cap.write(ALERT))
    return path


@pytest.fixture
def table(tmp_path):
    def write(text):
        path = tmp_path / "people.csv"
        path.write_text(text, "utf-8")
        return path

    return write


def test_points_on_the_command_line_are_told_apart(tocsin, alert):
    code, out, _ = tocsin("cap", "match", alert, "--at", BEIJING, "--at", PARIS, "--at", SHANGHAI)
    assert (code, out) == (0, f"{alert}: 2 of 3 inside\n  {BEIJING}\n  {SHANGHAI}\n")


def test_a_point_south_of_the_equator_is_a_point(tocsin, alert):
    assert tocsin("cap", "match", alert, "--at", "-33.9,151.2")[1].endswith("0 of 1 inside\n")


def test_people_come_out_in_the_order_of_their_table(tocsin, alert, table):
    people = table("name,Longitude,Latitude,ID\nA,121.5,31.2,zoe\nB,2.35,48.85,ben\nC,116.4,39.9,ada\n")
    code, out, _ = tocsin("cap", "match", alert, "--subscribers", people, "--format", "json")
    assert code == 0
    assert json.loads(out) == [{"file": str(alert), "people": 3, "inside": ["zoe", "ada"], "problems": []}]


def test_rows_that_cannot_be_used_are_listed_by_line_and_stop_nobody(tocsin, alert, table):
    people = table("id,latitude,longitude\na,x,1\nb,116.4,39.9\n,1,2\nc\nd,39.9,116.4\n")
    code, out, _ = tocsin("cap", "match", alert, "--subscribers", people, "--format", "json")
    found, rows = json.loads(out)
    assert (code, found["inside"]) == (1, ["d"])
    assert [problem["line"] for problem in rows["problems"]] == [2, 3, 4, 5]
    assert "swapped" in rows["problems"][1]["message"]


def test_an_id_cannot_rewrite_the_screen(tocsin, alert, table):
    people = table('id,latitude,longitude\n"a\x1b[2J",39.9,116.4\n')
    assert "\x1b" not in tocsin("cap", "match", alert, "--subscribers", people)[1]


def test_an_area_of_which_nobody_knows_the_shape_is_named(tocsin, tmp_path):
    path = tmp_path / "codes.xml"
    shapeless = Area(description="Somewhere", geocodes=(("FIPS6", "006109"),))
    path.write_bytes(cap.write(replace(ALERT, infos=(replace(INFO, areas=(AREA, shapeless)),))))
    code, out, _ = tocsin("cap", "match", path, "--at", BEIJING)
    assert code == 0
    assert "1 of 1 inside" in out
    assert "alert/info[1]/area[2]: it has no polygon" in out


def test_an_alert_that_cannot_be_read_does_not_stop_the_others(tocsin, alert, tmp_path):
    bad = tmp_path / "bad.xml"
    bad.write_text("<alert/>")
    swapped = tmp_path / "swapped.xml"
    swapped.write_bytes(
        cap.write(with_area(circles=((31.2, 121.5, 1.0),))).replace(b"31.2,121.5", b"121.5,31.2")
    )
    code, out, _ = tocsin("cap", "match", bad, swapped, alert, "--at", SHANGHAI)
    assert code == 1
    assert "bad.xml: cannot be used" in out
    assert "are they swapped?" in out
    assert "alert.xml: 1 of 1 inside" in out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "either --subscribers FILE or --at"),
        (["--at", "48.85"], "'48.85', '' is not a latitude and longitude"),
        (["--at", "2.35,148.85", "--subscribers", "x.csv"], "either"),
        (["--at", "148.85,2.35"], "are they swapped?"),
        (["--subscribers", "nobody.csv"], "nobody.csv: No such file"),
    ],
)
def test_wrong_use_is_one_line_that_says_what_to_do(tocsin, alert, options, message):
    code, _, err = tocsin("cap", "match", alert, *options)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no column id"),
        (b"id,lat,lon\n", "no column latitude"),
        (b"id,latitude,longitude\n\xff\n", "UTF-8"),
    ],
)
def test_a_table_that_is_none_is_refused_by_name(tocsin, alert, tmp_path, content, message):
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    code, _, err = tocsin("cap", "match", alert, "--subscribers", path)
    assert code == 2
    assert "people.csv" in err
    assert message in err
