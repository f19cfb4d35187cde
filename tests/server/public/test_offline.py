"""What a device needs to keep the site, and what it must never keep."""

import json
import re

from django.test import Client

from tests.server.conftest import Cast
from tocsin_server.public import wording
from tocsin_server.public.views.offline import SHELL


def test_the_worker_stands_at_the_root_with_what_it_needs_before_it(cast: Cast, client: Client) -> None:
    answer = client.get("/service-worker.js")
    script = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"]
    shell = json.loads(re.search(r"SHELL = (\[.*?\]),", script)[1])  # type: ignore[index]
    assert shell == ["/offline/", *(f"/static/{name}" for name in SHELL)]
    words = json.loads(re.search(r"WORDS = (\{.*?\}\});", script)[1])  # type: ignore[index]
    assert words.keys() == wording.LANGUAGES.keys()


def test_the_worker_keeps_public_pages_alone(client: Client, cast: Cast) -> None:
    """Neither the console nor the secret page of a subscriber."""
    script = client.get("/service-worker.js").content.decode()
    pattern = re.search(r"const PAGES = /(.*)/;", script)[1].replace("\\/", "/")  # type: ignore[index]
    kept = [path for path in ("/", "/alerts/x/", "/place/1,2/", "/archive/") if re.search(pattern, path)]
    others = ("/console/", "/accounts/login/", "/subscription/secret/", "/subscribe/", "/api/x")
    assert len(kept) == 4
    assert [path for path in others if re.search(pattern, path)] == []


def test_a_page_has_the_very_place_in_which_the_worker_says_how_old_it_is(cast: Cast, client: Client) -> None:
    script = client.get("/service-worker.js").content.decode()
    pattern = re.search(r"text\.replace\(/(.*?)/, \(", script)[1].replace("\\/", "/")  # type: ignore[index]
    for path in ("/", "/place/1.00,2.00/", "/archive/", "/offline/"):
        assert re.search(pattern, client.get(path).content.decode()), path


def test_the_manifest_names_the_site(cast: Cast, client: Client) -> None:
    told = client.get("/site.webmanifest").json()
    assert (told["name"], told["start_url"], told["scope"]) == ("Nation", "/", "/")
