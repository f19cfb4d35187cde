"""`tocsin search` searches a site over its API."""

import json

import pytest
from typer.testing import CliRunner

from tests.server.commands.test_level import InProcess
from tests.server.conftest import TESTER, Cast
from tests.server.extract.conftest import KIRKUK, SATURDAY, arrive
from tocsin_server import clock
from tocsin_server.collect import services as collect
from tocsin_server.commands import find
from tocsin_server.commands.level.client import Connection


@pytest.fixture
def site(cast: Cast) -> Connection:
    with clock.standing_at(SATURDAY):
        collect.add_feed(
            TESTER, id="wire", name="w", outlet="Wire", kind="text", language="en", unit=cast.units["nation"]
        )
        arrive("wire", KIRKUK)
    return Connection("http://localhost", cast.secrets["nation"], transport=InProcess())


def test_it_tells_incidents_first(site: Connection) -> None:
    done = CliRunner().invoke(find.app, ["bomb", "--place", "Kirkuk"], obj=site)
    assert done.exit_code == 0, done.output
    assert done.output.index("1 incident\n") < done.output.index("1 report\n")
    assert "12 killed" in done.output


def test_for_machines_it_is_json(site: Connection) -> None:
    done = CliRunner().invoke(find.app, ["bomb -car", "--json"], obj=site)
    assert json.loads(done.output)["report_count"] == 0
