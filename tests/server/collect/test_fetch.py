"""Fetching reaches public addresses only, checks them once, and ends in bounded bytes and time."""

import gzip
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.server.collect.web import HERE, Answer, Site, here, serve
from tocsin_server.collect.fetch import FetchFailed, fetch
from tocsin_server.collect.network import is_public


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def refusal(url: str, **options: object) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        fetch(url, **{"resolver": here, "allow": [HERE]} | options)
    return caught.value


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "192.88.99.1"),
        *("::1", "::", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1"),
    ],
)
def test_an_address_that_is_or_leads_to_a_private_one_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1"])
def test_an_ordinary_address_is_public(address: str) -> None:
    assert is_public(address)


def test_a_document_comes_back_with_its_type_address_and_validators(site: Site) -> None:
    validators = {"ETag": '"7"', "Last-Modified": "Sat, 14 Nov 2015 06:00:00 GMT"}
    site.answers["/feed"] = Answer(b"<rss/>", headers={"Content-Type": "application/rss+xml", **validators})
    got = fetch(site.url("/feed"), resolver=here, allow=[HERE])
    assert (got.data, got.media_type, got.url) == (b"<rss/>", "application/rss+xml", site.url("/feed"))
    assert (got.etag, got.last_modified) == tuple(validators.values())
    assert site.asked[0][1]["host"] == f"feed.example:{site.port}"


def test_validators_are_sent_and_not_modified_is_told(site: Site) -> None:
    site.answers["/feed"] = Answer(status=304)
    got = fetch(site.url("/feed"), etag='"7"', last_modified="then", resolver=here, allow=[HERE])
    assert got.not_modified
    assert got.data == b""
    assert (site.asked[0][1]["if-none-match"], site.asked[0][1]["if-modified-since"]) == ('"7"', "then")


def test_a_name_that_resolves_to_a_private_address_is_refused_before_any_request(site: Site) -> None:
    assert refusal(site.url("/"), allow=[]).reason == "private_address"
    assert site.asked == []


def test_one_private_address_among_public_ones_is_refused(site: Site) -> None:
    mixed = lambda host, port: ["1.1.1.1", "10.0.0.1"]  # noqa: E731
    assert refusal(site.url("/"), resolver=mixed, allow=[]).reason == "private_address"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/"]
)
def test_a_private_address_written_out_is_refused_by_the_real_resolver(url: str) -> None:
    with pytest.raises(FetchFailed) as caught:
        fetch(url)
    assert caught.value.reason == "private_address"


def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    site.answers["/"] = Answer(status=302, headers={"Location": "http://inside.example/secret"})
    inside = lambda host, port: ["10.0.0.7"] if host == "inside.example" else [HERE]  # noqa: E731
    refused = refusal(site.url("/"), resolver=inside)
    assert refused.reason == "private_address"
    assert "inside.example is at 10.0.0.7" in str(refused)


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(site: Site) -> None:
    site.answers["/"] = Answer(b"once")
    answers = iter([[HERE]])
    assert fetch(site.url("/"), resolver=lambda host, port: next(answers), allow=[HERE]).data == b"once"


def test_redirects_are_followed_five_times_and_no_more(site: Site) -> None:
    for n in range(7):
        site.answers[f"/{n}"] = Answer(status=301, headers={"Location": f"/{n + 1}"})
    site.answers["/7"] = Answer(b"end")
    assert fetch(site.url("/2"), resolver=here, allow=[HERE]).url == site.url("/7")
    assert refusal(site.url("/1")).reason == "redirects"


@pytest.mark.parametrize(
    "url", ["ftp://feed.example/", "file:///etc/passwd", "http://", "//x", "http://a:b@feed.example/"]
)
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    assert refusal(url).reason == "url"


def test_a_redirect_to_a_file_is_refused(site: Site) -> None:
    site.answers["/"] = Answer(status=302, headers={"Location": "file:///etc/passwd"})
    assert refusal(site.url("/")).reason == "url"


def test_a_body_over_the_limit_is_refused(site: Site) -> None:
    site.answers["/"] = Answer(b"x" * 1001)
    assert refusal(site.url("/"), limit_bytes=1000).reason == "too_large"
    assert len(fetch(site.url("/"), limit_bytes=1001, resolver=here, allow=[HERE]).data) == 1001


def test_a_compressed_bomb_is_counted_after_unpacking(site: Site) -> None:
    site.answers["/"] = Answer(gzip.compress(b"0" * 50_000_000), headers={"Content-Encoding": "gzip"})
    assert refusal(site.url("/"), limit_bytes=1_000_000).reason == "too_large"


def test_a_gzip_body_is_unpacked_and_a_truncated_one_refused(site: Site) -> None:
    packed = gzip.compress(b"news" * 1000)
    site.answers["/whole"] = Answer(packed, headers={"Content-Encoding": "gzip"})
    site.answers["/cut"] = Answer(packed[:-9], headers={"Content-Encoding": "gzip"})
    site.answers["/br"] = Answer(b"?", headers={"Content-Encoding": "br"})
    assert fetch(site.url("/whole"), resolver=here, allow=[HERE]).data == b"news" * 1000
    assert refusal(site.url("/cut")).reason == "encoding"
    assert refusal(site.url("/br")).reason == "encoding"


def test_a_trickle_of_bytes_ends_at_the_deadline(site: Site) -> None:
    site.answers["/"] = Answer(b"x" * 100, slowly=0.1)
    started = time.monotonic()
    assert refusal(site.url("/"), timeout=0.5).reason == "too_slow"
    assert time.monotonic() - started < 1.5


def test_a_refusal_of_the_host_says_how_long_to_wait(site: Site) -> None:
    site.answers["/"] = Answer(status=429, headers={"Retry-After": "120"})
    refused = refusal(site.url("/"))
    assert (refused.reason, refused.retry_after) == ("http_429", 120)


def test_an_unknown_host_and_a_closed_port_are_told_apart(site: Site) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    assert refusal(site.url("/"), resolver=nowhere).reason == "unknown_host"
    assert refusal("http://feed.example:9/").reason == "unreachable"


def certificate(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Contexts of a server that is `name`, and of a client that trusts its certificate alone."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "both.pem"
    path.write_bytes(secret + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=pem.decode())


def test_tls_is_checked_against_the_host_name_although_the_address_is_pinned(tmp_path: Path) -> None:
    server, client = certificate("feed.example", tmp_path)
    with serve(server) as site:
        site.answers["/"] = Answer(b"safe")
        assert fetch(site.url("/", scheme="https"), resolver=here, allow=[HERE], tls=client).data == b"safe"
        assert refusal(site.url("/", "other.example", "https"), tls=client).reason == "unreachable"
        assert refusal(site.url("/", scheme="https")).reason == "unreachable"
