"""A cluster in the console and over the API: on the map, in words, with its places and incidents."""

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.server.api.conftest import Caller
from tests.server.conftest import TESTER, Cast
from tests.server.forewarn.happenings import DAY, EVENING, crowd, three_months
from tocsin_server import clock
from tocsin_server.forewarn import services
from tocsin_server.forewarn.models import Warning
from tocsin_server.units import selectors as units

LIST = "/console/warnings/"


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with clock.standing_at(EVENING):
        yield


@pytest.fixture
def cluster(cast: Cast, settings: Any) -> Warning:
    """Six incidents in two days in and by Lyon."""
    settings.SAMPLE = True  # logging in takes no second factor there
    settings.TOCSIN_WARNING_CLUSTER_NIGHTS = 60
    three_months(cast)
    crowd()
    services.scan(DAY, TESTER)
    return Warning.objects.get(detector="scan", day=DAY)


@pytest.fixture
def analyst(cast: Cast) -> Client:
    client = Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(units.person("nation.analyst"), backend=backend)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return str(answer.content.decode())


def test_the_list_names_the_place_and_its_map_has_the_circle(cluster: Warning, analyst: Client) -> None:
    html = page(analyst, f"{LIST}?detector=scan&since={DAY}")
    assert f'id="row-{cluster.pk}"' in html
    assert "Lyon, France: attack" in html
    assert "Cluster up to" in html
    assert '"type": "Polygon"' in unescape(html)
    assert "@45" not in html


def test_its_page_shows_where_how_likely_and_on_what_it_rests(cluster: Warning, analyst: Client) -> None:
    html = page(analyst, f"{LIST}{cluster.pk}/?recompute=yes")
    assert cluster.sentence in html
    assert 'id="area"' in html
    assert html.count('class="cluster-place"') == 2
    assert "of so strong a cluster, here or elsewhere" in html
    assert "/console/incidents/now0/" in html
    assert "Yes, from its own figures." in html
    assert "Yes, from the site's counts" in html


def test_what_is_held_back_leads_to_the_warning_before_it(cluster: Warning, analyst: Client) -> None:
    held = Warning.objects.create(
        unit=cluster.unit, series=cluster.series, country="FR", kind="attack", day=EVENING.date(),
        detector="severity", observed=6, expected=1, bound=4, sentence="Six.", raised=EVENING,
        explanation=cluster.explanation, held="already warned of", note="The same cluster.", same_as=cluster,
    )  # fmt: skip
    assert f'<a href="{LIST}{cluster.pk}/">See that warning</a>' in page(analyst, f"{LIST}{held.pk}/")


def test_a_cluster_whose_counts_are_gone_still_shows(cluster: Warning, analyst: Client) -> None:
    Warning.objects.filter(pk=cluster.pk).update(counted=None)
    html = page(analyst, f"{LIST}{cluster.pk}/?recompute=yes")
    assert "so they cannot be asked" in html
    assert 'id="area"' in html
    assert "no longer kept" in html


def test_the_api_gives_circle_places_and_whether_it_follows(cluster: Warning, cast: Cast) -> None:
    nation = Caller(cast.secrets["nation"])
    row = nation("GET", f"/forewarn/warnings/{cluster.pk}")[1]
    assert (row["of"], row["area"]["geometry"]["type"], row["same_as"]) == ("places", "Polygon", None)
    assert set(row["explanation"]["places"]) == {"Lyon", "Villeurbanne"}
    assert nation("GET", f"/forewarn/warnings/{cluster.pk}/recompute")[1]["counts"] is True
    (place, *_) = nation("GET", "/forewarn/series", of="places")[1]["results"]
    assert (place["place"], place["series"]) == ("Lyon", "FR/Lyon@45.7485,4.8467/attack")
    _, page = nation("GET", "/forewarn/warnings", detector="scan")
    assert {each["of"] for each in page["results"]} == {"places"}
