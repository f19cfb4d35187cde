"""What the handbook shows of rosters, ways and rounds comes out as it says."""

import re
from pathlib import Path
from typing import Any

import pytest

TEXT = (Path(__file__).parents[3] / "docs" / "how-to" / "roster-teams.md").read_text()


def test_the_lines_of_the_handbook_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told: dict[str, Any] = {}
    for lines in re.findall(r"```python\n(.*?)```", TEXT, re.S):
        exec(lines, told)
    found, ways = told["found"], told["ways"]
    assert (found.spread, found.nights, found.proven) == (1, 1, True)
    assert (tmp_path / "team-7.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert [visit.stop for visit in ways.tours[0].visits] == ["Opera"]
    assert [one.stop for one in ways.left_out] == ["Peak"]
    assert f"# {[one.text for one in told['missed'](told['plan'], told['checks'])]}" in TEXT
