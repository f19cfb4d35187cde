"""Readers of feeds are answered from memory, and never told that nothing is new when something is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest

from tocsin_server.public import front
from tocsin_server.public.front import Front, Mark


@dataclass
class Site:
    """Stands for Django: a feed whose mark is its number, and how often it was asked."""

    number: int = 1
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        assert "HTTP_IF_NONE_MATCH" not in environ or not environ["PATH_INFO"].endswith(".atom")
        if "missing" in environ["PATH_INFO"]:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"nothing"]
        headers = [("ETag", f'"{self.number}"'), ("Content-Type", "application/atom+xml"), ("Vary", "Cookie")]
        modified = ("Last-Modified", f"Sat, 14 Nov 2015 06:00:{self.number:02} GMT")
        start_response("200 OK", [*headers, modified])
        return [f"document {self.number}".encode()]


@dataclass
class Told:
    status: str
    headers: dict[str, str]
    body: bytes


def ask(front: Front, path: str = "/alerts.atom", method: str = "GET", **headers: str) -> Told:
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "a", "wsgi.input": BytesIO()}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    started: list[Any] = []
    body = b"".join(front(environ, lambda status, found, *_: started.extend((status, dict(found)))))
    return Told(started[0], started[1], body)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def fronted(site: Site) -> Front:
    return Front(site, Mark(lambda: site.number, oldest=0))


def test_the_site_is_asked_once_for_each_new_message(site: Site, fronted: Front) -> None:
    assert [ask(fronted).body for _ in range(3)] == [b"document 1"] * 3
    site.number = 2
    assert [ask(fronted).body for _ in range(2)] == [b"document 2"] * 2
    assert len(site.asked) == 2


@pytest.mark.parametrize("mark", ['"1"', 'W/"1"', '"0", W/"1"', "*"])
def test_whoever_has_the_document_is_told_so_without_a_body(fronted: Front, mark: str) -> None:
    told = ask(fronted, if_none_match=mark)
    assert (told.status, told.body) == ("304 Not Modified", b"")
    assert told.headers["ETag"] == '"1"'
    assert "Content-Type" not in told.headers


@pytest.mark.parametrize("mark", ['"0"', '"11"', "1", "rubbish"])
def test_whoever_has_another_gets_this_one(fronted: Front, mark: str) -> None:
    assert ask(fronted, if_none_match=mark).body == b"document 1"


def test_a_reader_with_an_old_mark_gets_the_new_document_at_once(site: Site, fronted: Front) -> None:
    assert ask(fronted, if_none_match='"1"').status.startswith("304")
    site.number = 2
    assert ask(fronted, if_none_match='"1"').body == b"document 2"


def test_a_time_alone_serves_as_a_mark_where_there_is_no_other(site: Site, fronted: Front) -> None:
    seen = {"if_modified_since": "Sat, 14 Nov 2015 06:00:01 GMT"}
    assert ask(fronted, **seen).status.startswith("304")
    assert ask(fronted, **seen, if_none_match='"0"').status.startswith("200")
    site.number = 2
    assert ask(fronted, **seen).status.startswith("200")


def test_everything_but_the_reading_of_feeds_goes_to_the_site(site: Site, fronted: Front) -> None:
    ask(fronted, "/alerts.atom", "HEAD")
    ask(fronted, "/alerts.atom", "POST")
    ask(fronted, "/")
    ask(fronted, "/")
    assert len(site.asked) == 4


def test_what_is_not_there_is_not_kept(site: Site, fronted: Front) -> None:
    assert [ask(fronted, "/missing.atom").status for _ in range(2)] == ["404 Not Found"] * 2
    assert len(site.asked) == 2


def test_a_reader_who_takes_gzip_and_one_who_does_not_are_told_apart(site: Site, fronted: Front) -> None:
    ask(fronted)
    ask(fronted, accept_encoding="gzip, br")
    assert len(site.asked) == 2


def test_what_is_kept_stays_within_its_bounds(
    monkeypatch: pytest.MonkeyPatch, site: Site, fronted: Front
) -> None:
    monkeypatch.setattr(front, "MOST_BYTES", 3 * len(b"document 1"))
    for number in range(10):
        ask(fronted, f"/place/{number},0/alerts.atom")
    ask(fronted, "/place/9,0/alerts.atom")
    assert len(site.asked) == 10
    ask(fronted, "/place/0,0/alerts.atom")
    assert len(site.asked) == 11


def test_the_number_is_read_again_only_when_it_is_too_old() -> None:
    read: list[int] = []
    lasting = Mark(lambda: len(read) or read.append(1) or 1, oldest=1000)
    assert [lasting.now() for _ in range(3)] == [1, 1, 1]
    assert read == [1]
